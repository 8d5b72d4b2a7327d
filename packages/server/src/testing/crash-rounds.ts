import { once } from "node:events";
import { createRng } from "@attune/math/rng";
import type { LogEntry } from "@attune/model/log-entry";
import { openStores } from "../instance/open-stores.ts";
import { type BuiltServer, startBuiltServer } from "./start-built-server.ts";

export interface CrashSettings {
  dataDirectory: string;
  rounds: number;
  seed: number;
  /** Each round's server is killed after a random time up to this. */
  longestLifeMs: number;
  senders: number;
}

/** What was found after the last crash. */
export interface CrashOutcome {
  /** Message ids that a server acknowledged. */
  acknowledged: number;
  /** Of those, how many the log does not hold. */
  missing: number;
  /** Message ids that the log holds more than once. */
  doubled: number;
  /** Events in the log, counted in three places. */
  events: { log: number; profiles: number; analytics: number };
}

const batchSize = 20;
const people = 200;

/**
 * Sends events, kills the server with SIGKILL at random moments, starts it again; a batch without an answer is sent again, as clients do.
 * Then looks for every acknowledged event in the log, in the profiles and in analytics.
 */
export async function crashRounds(settings: CrashSettings): Promise<CrashOutcome> {
  const rng = createRng(settings.seed);
  const acknowledged = new Set<string>();
  const unanswered: string[][] = [];
  let serial = 0;

  function nextBatch(): string[] {
    return unanswered.shift() ?? Array.from({ length: batchSize }, () => `crash-${settings.seed}-${serial++}`);
  }

  async function sendUntilDead(server: BuiltServer): Promise<void> {
    for (;;) {
      const ids = nextBatch();
      const answer = await post(server, ids);
      if (answer === "gone") {
        unanswered.push(ids);
        return;
      }
      for (const id of ids) acknowledged.add(id);
    }
  }

  for (let round = 0; round < settings.rounds; round++) {
    const server = await startBuiltServer({ dataDirectory: settings.dataDirectory });
    const sending = Array.from({ length: settings.senders }, () => sendUntilDead(server));
    const lifeMs = rng.uniform() * settings.longestLifeMs;
    const timer = setTimeout(() => server.process.kill("SIGKILL"), lifeMs);
    await once(server.process, "exit");
    clearTimeout(timer);
    await Promise.all(sending);
  }

  const last = await startBuiltServer({ dataDirectory: settings.dataDirectory });
  await last.get("/v1/measure/totals");
  await last.stop();
  return look(settings.dataDirectory, acknowledged);
}

async function post(server: BuiltServer, ids: string[]): Promise<"taken" | "gone"> {
  const batch = ids.map((messageId) => {
    const person = Number(messageId.split("-").at(-1)) % people;
    return {
      type: "track",
      event: "Product Viewed",
      messageId,
      anonymousId: `visitor-${person}`,
      properties: { product_id: "p" },
    };
  });
  try {
    const response = await fetch(`${server.url}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}`, "content-type": "application/json" },
      body: JSON.stringify({ batch }),
    });
    await response.arrayBuffer();
    return response.ok ? "taken" : "gone";
  } catch {
    return "gone";
  }
}

async function look(directory: string, acknowledged: ReadonlySet<string>): Promise<CrashOutcome> {
  const stores = openStores(directory, "UTC");
  try {
    const seen = new Map<string, number>();
    for (let from = 1; ; ) {
      const entries: LogEntry[] = await stores.log.read(from, 5_000);
      if (entries.length === 0) break;
      for (const entry of entries) {
        if (entry.kind === "event") seen.set(entry.event.messageId, (seen.get(entry.event.messageId) ?? 0) + 1);
      }
      from = entries.at(-1)!.offset + 1;
    }
    let inProfiles = 0;
    for (const profileId of await stores.state.profileIds(null, 1_000_000)) {
      inProfiles += (await stores.state.profile(profileId))?.eventCount ?? 0;
    }
    const counts = await stores.analytics.query("event-counts", { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
    return {
      acknowledged: acknowledged.size,
      missing: [...acknowledged].filter((id) => !seen.has(id)).length,
      doubled: [...seen.values()].filter((count) => count > 1).length,
      events: {
        log: [...seen.values()].reduce((sum, count) => sum + count, 0),
        profiles: inProfiles,
        analytics: counts.reduce((sum, row) => sum + Number(row.count), 0),
      },
    };
  } finally {
    await stores.close();
  }
}
