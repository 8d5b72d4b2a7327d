// From the order to delete a person until no place knows them any more; then the purge, and a search of every byte.
// usage: node bench/deletion/run.mjs [people] [turns]
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Pool } from "undici";
import { basic, quantile, report, startServer } from "../running/server.mjs";

const [people = 10_000, turns = 10] = process.argv.slice(2).map(Number);
const viewsEach = 15;
const playbook = `
holdout: 0
placements: { hero: { default: { content: { line: hello } } } }
tactics: { known: { placement: hero, holdout: 0, when: { trait: plan, is: gold }, content: { line: gold } } }
segments: { buyers: { when: { event: Order Completed, atLeast: 1 } } }
messages: { note: { channel: in-app, category: transactional, content: { text: "Hi {{ person.name }}" } } }
journeys: { greet: { trigger: { event: Signed Up }, holdout: 0, steps: [{ send: note }, { wait: { days: 3 } }, { send: note }] } }
`;

const of = (n) => ({
  userId: `user-${n}-quaint`,
  email: `p${n}.quaint@mail.example`,
  phone: `+49151${String(10_000_000 + n)}`,
  anonymousId: `browser-${n}-quaint`,
  name: `Zuleika Q${n}`,
});

function eventsOf(n) {
  const { userId, email, phone, anonymousId, name } = of(n);
  const view = (i) => ({
    type: "track",
    event: "Product Viewed",
    anonymousId,
    properties: { product_id: `sku-${(n * 7 + i) % 500}`, name: "Boots", price: 40, currency: "EUR" },
  });
  return [
    { type: "page", anonymousId, context: { page: { url: `https://shop.example/?ref=${anonymousId}` } } },
    ...Array.from({ length: viewsEach }, (_, i) => view(i)),
    {
      type: "identify",
      anonymousId,
      userId,
      traits: { email, phone, name, plan: "gold" },
      context: { consent: { marketing: true, analytics: true, personalization: true } },
    },
    { type: "track", event: "Signed Up", userId, properties: { email } },
    {
      type: "track",
      event: "Order Completed",
      userId,
      properties: { order_id: `order-${n}`, revenue: 40, currency: "EUR", email, note: `for ${name}` },
    },
    { type: "track", event: "Cart Viewed", userId },
  ];
}

const server = await startServer({ config: playbook });
const pool = new Pool(server.url, { connections: 24 });
const json = { "content-type": "application/json" };
const secret = { ...json, authorization: `Bearer ${server.secretKey}` };
async function ask(path, { method = "GET", body, headers = secret } = {}) {
  const answer = await pool.request({ method, path, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { status: answer.statusCode, text: await answer.body.text() };
}
const get = async (path) => JSON.parse((await ask(path)).text);
const until = async (holds) => {
  for (const endsAt = Date.now() + 240_000; Date.now() < endsAt; await new Promise((done) => setTimeout(done, 200)))
    if (await holds()) return;
  throw new Error("the directory was not ready within four minutes");
};

const filledAt = performance.now();
let next = 0;
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (next < people) {
      const from = next;
      next += 5;
      const batch = Array.from({ length: Math.min(5, people - from) }, (_, i) => eventsOf(from + i)).flat();
      const { status } = await ask("/v1/batch", {
        method: "POST",
        headers: { ...json, authorization: basic(server.writeKey) },
        body: { batch },
      });
      if (status !== 200) throw new Error(`batch: ${status}`);
      if (from % 500 === 0) process.stderr.write(`\r${from} of ${people} people written   `);
    }
  }),
);
await until(async () => (await get("/v1/journeys")).journeys[0].counts.people === people);
await until(async () => (await get("/v1/journeys")).pending === 0);
await get("/v1/measure/totals");
const fillMs = performance.now() - filledAt;
process.stderr.write("\n");

/** Every place that can be asked for a person; each says whether its answer knows them. */
function placesOf(person, profileId) {
  const { userId, email, phone, anonymousId } = person;
  const knows = ({ status, text }, ...marks) => status < 400 && marks.some((mark) => text.includes(mark));
  const all = [userId, email, phone, anonymousId, profileId];
  const sql = (table) => `SELECT count() AS n FROM ${table} WHERE profileId = '${profileId}'`;
  const rows = (table) => async () => {
    const { text } = await ask("/v1/query", { method: "POST", body: { sql: sql(table) } });
    return Number(JSON.parse(text).rows[0].n) > 0;
  };
  const before = profileId.slice(0, -1);
  return {
    "profile by user id": async () => knows(await ask(`/v1/profiles/user_id/${userId}`), ...all),
    "profile by e-mail": async () => knows(await ask(`/v1/profiles/email/${email}`), ...all),
    "profile by browser": async () => knows(await ask(`/v1/profiles/anonymous_id/${anonymousId}`), ...all),
    timeline: async () => knows(await ask(`/v1/profiles/user_id/${userId}/events`), ...all),
    "the person's own export": async () => knows(await ask(`/v1/privacy/people/user_id/${userId}`), ...all),
    "analytics: events": rows("events"),
    "analytics: exposures": rows("exposures"),
    "segment members": async () => knows(await ask(`/v1/segments/buyers/members?limit=5&after=${before}`), ...all),
    "explained membership": async () => knows(await ask(`/v1/segments/buyers/explain/user_id/${userId}`), ...all),
    audience: async () =>
      knows(await ask(`/v1/segments/buyers/audience?limit=5&withoutBoughtDays=0&after=${before}`), ...all),
    "journey runs": async () => knows(await ask(`/v1/journeys/greet/runs?limit=5&after=${before}`), ...all),
    messages: async () => knows(await ask(`/v1/deliveries?id=${userId}`), ...all),
    inbox: async () =>
      knows(await ask(`/v1/inbox?userId=${userId}`, { headers: { authorization: basic(server.writeKey) } }), "Zuleika"),
  };
}

/** A decision about a person makes them known again, as somebody new: asked of people whom nothing else is asked of. */
const decideFor = ({ userId }) => ({
  decide: async () =>
    (await ask("/v1/decide", { method: "POST", body: { userId, placements: ["hero"] } })).text.includes('"gold"'),
});

/** How long after `from` the last answer that knew the person was asked for, by place; and what was never known. */
async function watch(places, from, orderDone) {
  const known = {};
  await Promise.all(
    Object.entries(places).map(async ([name, knows]) => {
      known[name] = 0;
      for (let clean = 0; clean < 3 && performance.now() - from < 30_000; ) {
        const askedAt = performance.now() - from;
        if (await knows()) {
          known[name] = performance.now() - from;
          clean = 0;
        } else if (orderDone()) clean += 1;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, 50 - (performance.now() - from - askedAt))));
      }
    }),
  );
  return known;
}

const lastKnownMs = {};
const deleteMs = [];
const unreadableMs = [];
const neverKnown = new Set();
const personOf = (turn, place) => of(Math.floor(((turn + place) / turns) * people));

/** Deletes a person and watches these places meanwhile; answers when the last of them knew the person last. */
async function deletionOf({ userId }, places) {
  for (const [name, knows] of Object.entries(places)) if (!(await knows())) neverKnown.add(name);
  let isDone = false;
  const from = performance.now();
  const watched = watch(places, from, () => isDone);
  const { status } = await ask(`/v1/profiles/user_id/${userId}`, { method: "DELETE" });
  isDone = true;
  if (status !== 200) throw new Error(`delete: ${status}`);
  deleteMs.push(performance.now() - from);
  const known = await watched;
  for (const [name, ms] of Object.entries(known)) {
    lastKnownMs[name] ??= [];
    lastKnownMs[name].push(ms);
  }
  return Math.max(...Object.values(known));
}

process.stderr.write("filled; deleting\n");
for (let turn = 0; turn < turns; turn++) {
  const [person, other] = [personOf(turn, 0.5), personOf(turn, 0.8)];
  const { profileId } = await get(`/v1/profiles/user_id/${person.userId}`);
  const everywhere = await deletionOf(person, placesOf(person, profileId));
  unreadableMs.push(Math.max(everywhere, await deletionOf(other, decideFor(other))));
  process.stderr.write(`\r${turn + 1} of ${turns} deleted   `);
}
process.stderr.write("\n");

const gone = Array.from({ length: turns }, (_, turn) => personOf(turn, 0.5));
const tracesOf = ({ userId, email, phone, anonymousId }) => [userId, email, phone, anonymousId];
const filesBefore = filesHolding(server.directory, gone.flatMap(tracesOf));
const stayed = filesHolding(server.directory, tracesOf(of(0)));
const purgeAt = performance.now();
const purge = await ask("/v1/privacy/purge", { method: "POST", body: {} });
const purged = JSON.parse(purge.text);
if (purged.jobId !== undefined)
  await until(async () => !["waiting", "running"].includes((await get(`/v1/jobs/${purged.jobId}`)).state));
const purgeMs = performance.now() - purgeAt;
const filesAfter = filesHolding(server.directory, gone.flatMap(tracesOf));
for (const list of Object.values(lastKnownMs)) list.sort((a, b) => a - b);
for (const list of [deleteMs, unreadableMs]) list.sort((a, b) => a - b);
const rounded = (list) => ({ median: Math.round(quantile(list, 0.5)), worst: Math.round(list.at(-1)) });
report("deletion", {
  people,
  events: people * (viewsEach + 5),
  turns,
  fillSeconds: Math.round(fillMs / 1000),
  deleteMs: rounded(deleteMs),
  unreadableEverywhereMs: rounded(unreadableMs),
  lastKnownMs: Object.fromEntries(Object.entries(lastKnownMs).map(([name, list]) => [name, rounded(list)])),
  neverKnown: [...neverKnown],
  purge: { status: purge.status, ms: Math.round(purgeMs) },
  filesHoldingThem: { beforePurge: filesBefore.length, afterPurge: filesAfter.length, ofOneWhoStayed: stayed.length },
});
if (filesAfter.length > 0) process.stderr.write(`left in: ${filesAfter.join(", ")}\n`);
await pool.close();
await server.stop();

/** Files of a directory, at any depth, that hold one of the texts, in upper or lower case. */
function filesHolding(directory, texts) {
  const sought = texts.map((text) => text.toLowerCase());
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readOrNothing(path).toString("latin1").toLowerCase();
      return sought.some((text) => bytes.includes(text));
    });
}

/** A file that analytics has merged away since is gone. */
function readOrNothing(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
