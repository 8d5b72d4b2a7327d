import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import pino from "pino";
import { attendFront } from "../front/attend-front.ts";
import { listenBehindFront } from "../front/listen-behind-front.ts";
import { needsOfFront } from "../front/needs-of-front.ts";
import { startFront } from "../front/start-front.ts";
import { createMetrics, type Metrics } from "../http/metrics.ts";
import type { MemoryApp } from "./memory-app.ts";

/** A front before an app in memory, in this thread: all but the thread is as `serve` has it. */
export async function openFrontOf(
  { server, instance }: MemoryApp,
  metrics: Metrics = createMetrics(),
): Promise<{ url: string; close(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "attune-front-"));
  const socketPath = join(directory, "front.sock");
  const behind = await listenBehindFront(server, socketPath);
  const { port1, port2 } = new MessageChannel();
  const attended = attendFront(port1, needsOfFront(instance, metrics));
  const listen = { host: "127.0.0.1", port: 0 };
  await startFront({ listen, socketPath, keys: instance.keys, publicUrl: null }, port2, pino({ level: "silent" }));
  return {
    url: await attended.listening,
    async close() {
      await attended.close();
      port1.close();
      await behind.close();
      await rm(directory, { recursive: true });
    },
  };
}
