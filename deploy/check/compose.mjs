// Holds the parts of deploy/compose.yaml to each other. It is no engine: what Docker would say of it is not known.
// usage: node compose.mjs [FILE]    (npm ci in this folder brings what it needs)
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const deploy = join(dirname(fileURLToPath(import.meta.url)), "..");
const text = readFileSync(process.argv[2] ?? join(deploy, "compose.yaml"), "utf8");
const { services, volumes } = parse(text, { merge: true });
const offered = new Set([...readFileSync(join(deploy, "compose.env.example"), "utf8").matchAll(/^(\w+)=/gm)].map(([, name]) => name));
const problems = [];

for (const [, name] of text.matchAll(/\$\{(\w+)/g)) if (!offered.has(name)) problems.push(`compose.env.example has no ${name}`);
for (const name of offered) if (!text.includes(`\${${name}`)) problems.push(`compose.env.example has ${name}, which nothing uses`);
for (const [name, service] of Object.entries(services)) {
  if (!service.image) problems.push(`${name} has no image`);
  const migrated = services[/^migrate-(.*)$/.exec(name)?.[1]];
  if (migrated && migrated.image !== service.image) problems.push(`${name} is of another version than what it migrates for`);
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
    if (!services[other]) problems.push(`${name} depends on ${other}, which is not there`);
    else if (condition === "service_healthy" && !services[other].healthcheck) problems.push(`${name} waits for ${other}, which has no health check`);
  }
  for (const volume of service.volumes ?? []) {
    const [source] = volume.split(":");
    if (source.startsWith(".") ? !existsSync(join(deploy, source)) : !(source in volumes)) problems.push(`${name} has a volume ${source}, which is not there`);
  }
  for (const [key, value] of Object.entries(service.environment ?? {})) {
    if (!["string"].includes(typeof value)) problems.push(`${name}: ${key} is no text`);
    const host = key.startsWith("services__") ? new URL(value).hostname : key.startsWith("ConnectionStrings__") ? /(?:Host=|@|^(?!amqp))([a-z]+)[;:]/.exec(value)?.[1] : undefined;
    if (host !== undefined && !services[host]) problems.push(`${name}: ${key} leads to ${host}, which is not there`);
  }
}
for (const problem of problems) console.error(problem);
console.log(problems.length ? `${problems.length} problems` : `${Object.keys(services).length} services fit each other`);
process.exit(problems.length ? 1 : 0);
