// Signs up a few people and fills some sessions through the public API, so that there is something to look at.
// usage: node demo.mjs [URL of the gateway]
const gateway = process.argv[2] ?? "http://localhost:8080";
const password = "demo password";

const people = [
  ["ada", "Ada Lovelace"],
  ["grace", "Grace Hopper"],
  ["alan", "Alan Turing"],
  ["margaret", "Margaret Hamilton"],
];

const sessions = [
  {
    name: "Launch week",
    members: ["ada", "grace", "alan", "margaret"],
    talk: [
      ["ada", "Good morning! The release candidate is up. Who takes the last checks?"],
      ["grace", "I do the database. The plans look good, one index can go."],
      ["margaret", "Then I take the alarms. If the guidance computer could prioritise in 1969, ours can in 2026."],
      ["alan", "I will try to tell it from a human."],
      ["ada", "🚀 Ship it on Thursday then. Notes go here, please."],
    ],
  },
  {
    name: "Compilers",
    members: ["grace", "alan"],
    talk: [
      ["grace", "Found an actual moth in the relay again."],
      ["alan", "Keep it for the museum. Does the parser accept trailing commas now?"],
      ["grace", "It does, and says so in the error message when it does not."],
    ],
  },
  {
    name: "Coffee corner",
    members: ["margaret", "ada", "grace"],
    talk: [
      ["margaret", "The new machine has nine buttons and no manual."],
      ["ada", "I wrote it a program. Press 4, then 2."],
    ],
  },
];

async function call(path, body, cookie) {
  const reply = await fetch(new URL(path, gateway), {
    method: "POST",
    headers: { "content-type": "application/json", ...(cookie ? { cookie } : {}) },
    body: JSON.stringify(body),
  }).catch(() => {
    console.error(`Nothing answers at ${gateway}: start the system with ./chat up first.`);
    process.exit(1);
  });
  const answer = reply.status === 204 ? {} : await reply.json();
  return { ok: reply.ok, answer, cookie: reply.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ") };
}

/** Registers a person, or signs in whom an earlier run registered. */
async function enter(username, displayName) {
  let entry = await call("/api/auth/register", { username, password, display_name: displayName });
  if (entry.answer.code === "username_taken") entry = await call("/api/auth/login", { username, password });
  if (!entry.ok) throw new Error(`${username}: ${entry.answer.detail}`);
  return entry.cookie;
}

try {
  const cookies = {};
  for (const [username, displayName] of people) cookies[username] = await enter(username, displayName);
  for (const { name, members, talk } of sessions) {
    const session = await call("/api/sessions/", { name, participants: members }, cookies[members[0]]);
    if (!session.ok) throw new Error(session.answer.detail);
    for (const [author, content] of talk) {
      const sent = await call("/api/messages/", { session_id: session.answer.id, content, client_id: crypto.randomUUID() }, cookies[author]);
      if (!sent.ok) throw new Error(sent.answer.detail);
    }
    console.log(`${name}: ${gateway}/room/${session.answer.id}/`);
  }
  console.log(`Sign in as ${people.map(([username]) => username).join(", ")}; the password is '${password}'.`);
} catch (problem) {
  console.error(`The demo stopped: ${problem.message}`);
  process.exit(1);
}
