// Durable HTTP ingest: batches of 100, the sender on the same cores, acknowledged after the data is on disk.
// usage: node bench/ingest/run.mjs [seconds] [connections] [people] [server | browser]
import { Pool } from "undici";
import { basic, quantile, report, startServer } from "../running/server.mjs";
import { batchOf } from "../running/traffic.mjs";

const [seconds = 20, connections = 16, people = 20_000] = process.argv.slice(2, 5).map(Number);
const sender = process.argv[5] ?? "server";
const size = 100;
const server = await startServer();
const pool = new Pool(server.url, { connections });
const headers = { "content-type": "application/json", authorization: basic(server.writeKey) };

let serial = 0;
async function send(until, acknowledgements) {
  while (performance.now() < until) {
    const body = batchOf(size, people, serial++, sender);
    const from = performance.now();
    const response = await pool.request({ method: "POST", path: "/v1/batch", headers, body });
    await response.body.dump();
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
    acknowledgements.push(performance.now() - from);
  }
}
const round = async (ms) => {
  const acknowledgements = [];
  const from = performance.now();
  await Promise.all(Array.from({ length: connections }, () => send(from + ms, acknowledgements)));
  return { acknowledgements, tookMs: performance.now() - from };
};

await round(3000);
const { acknowledgements, tookMs } = await round(seconds * 1000);
acknowledgements.sort((a, b) => a - b);
const settleFrom = performance.now();
const totals = await fetch(`${server.url}/v1/measure/totals`, { headers: { authorization: basic(server.secretKey) } });
if (!totals.ok) throw new Error(`totals: ${totals.status} ${await totals.text()}`);
report(
  "ingest",
  {
    batch: size,
    sender,
    connections,
    people,
    seconds: tookMs / 1000,
    events: acknowledgements.length * size,
    eventsPerSecond: Math.round((acknowledgements.length * size * 1000) / tookMs),
    acknowledgementMs: {
      p50: quantile(acknowledgements, 0.5),
      p99: quantile(acknowledgements, 0.99),
      max: acknowledgements.at(-1),
    },
    analyticsBehindMs: performance.now() - settleFrom,
    server: server.memory(),
  },
  `${sender}.json`,
);
await pool.close();
await server.stop();
