// Memory of a server with millions of waiting steps, and how late those are whose time comes.
// usage: node bench/journey-timers/run.mjs [waiting] [due] [directory]
// A directory that is given is kept, and filled from where it is: filling may be stopped and taken up again.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { basic, quantile, report, root, startServer } from "../running/server.mjs";

const [waiting = 10_000_000, due = 1_000] = process.argv.slice(2, 4).map(Number);
const given = process.argv[4];
const waitMs = 60_000;
/** People of an earlier run on the same directory are others. */
const runId = Date.now().toString(36);
const playbook = `
holdout: 0
messages: { hello: { channel: in-app, category: transactional, content: { line: Hello } } }
journeys: { waits: { trigger: { event: Signed Up }, holdout: 0, steps: [{ wait: { minutes: ${waitMs / 60_000} } }, { send: hello }] } }
`;
const dataDirectory = given ?? mkdtempSync(join(tmpdir(), "attune-bench-"));
// The directory comes to be as a server makes it.
if (!existsSync(join(dataDirectory, "state")))
  await (await startServer({ dataDirectory, config: playbook })).stop({ keep: true });
const filledAt = performance.now();
const fill = spawnSync(process.execPath, [`${root}/bench/journey-timers/fill.mjs`, dataDirectory, String(waiting)], {
  stdio: ["ignore", "ignore", "inherit"],
});
if (fill.status !== 0) throw new Error("the directory could not be filled");
const fillMs = performance.now() - filledAt;

const server = await startServer({ dataDirectory, config: playbook });
const secret = { authorization: `Bearer ${server.secretKey}` };
const pool = new Pool(server.url, { connections: 4 });
const headers = { "content-type": "application/json", authorization: basic(server.writeKey) };
const get = async (path) => await (await pool.request({ method: "GET", path, headers: secret })).body.json();
const startedAt = Date.now();
for (let from = 0; from < due; from += 50) {
  const batch = Array.from({ length: 50 }, (_, i) => ({
    type: "track",
    event: "Signed Up",
    userId: `p${runId}-${from + i}`,
  }));
  const answer = await pool.request({ method: "POST", path: "/v1/batch", headers, body: JSON.stringify({ batch }) });
  await answer.body.dump();
  // Their times come one after the other, not all at once.
  await new Promise((resolve) => setTimeout(resolve, 500));
}
process.stderr.write("signed up\n");
const until = Date.now() + waitMs + 60_000;
let records = [];
while (records.length < due && Date.now() < until) {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const { deliveries } = await get(`/v1/deliveries?limit=${Math.min(1_000, due)}`);
  records = deliveries.filter(({ at }) => at >= startedAt);
}
const memory = server.memory();
const late = [];
for (const { profileId, at } of records) {
  const [run] = await runOf(profileId);
  if (run !== undefined) late.push(at - (run.enteredAt + waitMs));
}
late.sort((a, b) => a - b);
report("journey-timers", {
  waiting,
  due,
  delivered: records.length,
  fillSeconds: Math.round(fillMs / 1000),
  diskMiB: Math.round(statSync(join(dataDirectory, "state", "data.mdb")).size / 2 ** 20),
  readyMs: Math.round(server.readyMs),
  lateMs: { p50: quantile(late, 0.5), p99: quantile(late, 0.99), worst: late.at(-1) },
  server: memory,
});
await pool.close();
await server.stop({ keep: given !== undefined });

/** The run of one person: runs are listed by profile id. */
async function runOf(profileId) {
  const after = profileId.slice(0, -1);
  const { runs } = await get(`/v1/journeys/waits/runs?limit=50&after=${encodeURIComponent(after)}`);
  return runs.filter((run) => run.profileId === profileId);
}
