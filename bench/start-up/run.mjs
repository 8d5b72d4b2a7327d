// Time from the command to the ready line, and memory, on a data directory with a million events.
// usage: node bench/start-up/run.mjs [events]
import { rmSync } from "node:fs";
import { Pool } from "undici";
import { basic, report, startServer } from "../running/server.mjs";
import { batchOf } from "../running/traffic.mjs";

const [events = 1_000_000] = process.argv.slice(2).map(Number);
const first = await startServer();
const pool = new Pool(first.url, { connections: 8 });
const headers = { "content-type": "application/json", authorization: basic(first.writeKey) };
let serial = 0;
await Promise.all(
  Array.from({ length: 8 }, async () => {
    while (serial * 500 < events) {
      const response = await pool.request({
        method: "POST",
        path: "/v1/batch",
        headers,
        body: batchOf(500, 100_000, serial++),
      });
      await response.body.dump();
      if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
    }
  }),
);
await fetch(`${first.url}/v1/measure/totals`, { headers: { authorization: basic(first.secretKey) } });
await pool.close();
await first.stop({ keep: true });

const readyMs = [];
let memory;
for (let i = 0; i < 3; i++) {
  const again = await startServer({ dataDirectory: first.directory });
  readyMs.push(Math.round(again.readyMs));
  const totals = await fetch(`${again.url}/v1/measure/totals`, { headers: { authorization: basic(again.secretKey) } });
  if (!totals.ok) throw new Error(await totals.text());
  memory = again.memory();
  await again.stop({ keep: true });
}
report("start-up", { events: serial * 500, readyMs, server: memory });
rmSync(first.directory, { recursive: true, force: true });
