// One server on a data directory of its own, with its analytics process.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { basic, startServer } from "../running/server.mjs";

export async function openEmbedded(config) {
  const server = await startServer({ config });
  const ask = async (path) => {
    const answer = await fetch(`${server.url}${path}`, { headers: { authorization: basic(server.secretKey) } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const bytes = () => ({
    "log and state": bytesUnder(join(server.directory, "state")),
    analytics: bytesUnder(join(server.directory, "analytics")),
  });
  return {
    url: server.url,
    writeKey: server.writeKey,
    processes: () => ({ attune: [server.pid], analytics: childrenOf(server.pid) }),
    settled: () => ask("/v1/measure/totals"),
    bytes,
    /** After merges. */
    async bytesAtRest() {
      await pause(15_000);
      return bytes();
    },
    profiles: async () => (await ask("/v1/doctor")).stores.profiles,
    close: () => server.stop(),
  };
}

/** Blocks that hold something: a map file is mostly a hole. */
export function bytesUnder(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return 0;
  if (!entry.isDirectory()) return entry.blocks * 512;
  return readdirSync(path).reduce((sum, name) => sum + bytesUnder(join(path, name)), 0);
}

export function childrenOf(pid) {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] === String(pid) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
