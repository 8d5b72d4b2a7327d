import type { Session } from "chdb";
import type { FailureReason, Lane } from "./analytics-protocol.ts";

/** chDB's sessions, each with at most one call in flight: a second one would wait inside a libuv thread and starve file system and DNS. */
export interface SessionPool {
  /** Rows as JSON lines. Rejects after `timeoutMs`, waiting included, and has the query killed. */
  run(lane: Lane, sql: string, timeoutMs: number): Promise<string>;
  /** @param rows JSONCompactEachRow; a token that the table knows inserts nothing. */
  insert(table: string, rows: Uint8Array, token: string): Promise<void>;
  /** Makes `database` the default of every session. */
  use(database: string): Promise<void>;
  close(): Promise<void>;
}

const sessionsPerLane: Record<Lane, number> = { write: 1, interactive: 2, heavy: 1, admin: 1 };

/** Sessions that the pool opens; the process needs a libuv thread for each and some for everything else. */
export const sessionCount = Object.values(sessionsPerLane).reduce((sum, count) => sum + count, 0);

const tooSlow = "QueryTooSlow";

interface Waiting {
  start(session: Session): void;
}

interface LaneState {
  all: Session[];
  idle: Session[];
  waiting: Waiting[];
}

export function createSessionPool(openSession: () => Session): SessionPool {
  const lanes = Object.fromEntries(
    Object.entries(sessionsPerLane).map(([lane, count]) => {
      const all = Array.from({ length: count }, openSession);
      return [lane, { all, idle: [...all], waiting: [] }];
    }),
  ) as unknown as Record<Lane, LaneState>;
  let nextMark = 1;

  function acquire({ idle, waiting }: LaneState): Promise<Session> {
    const session = idle.pop();
    if (session !== undefined) return Promise.resolve(session);
    return new Promise((start) => waiting.push({ start }));
  }

  function release({ idle, waiting }: LaneState, session: Session): void {
    const next = waiting.shift();
    if (next === undefined) idle.push(session);
    else next.start(session);
  }

  async function inLane<T>(lane: Lane, work: (session: Session) => Promise<T>): Promise<T> {
    const session = await acquire(lanes[lane]);
    try {
      return await work(session);
    } finally {
      release(lanes[lane], session);
    }
  }

  /** Never SYNC: that form kills the query and then does not return. */
  function kill(mark: string): void {
    const sql = `KILL QUERY WHERE startsWith(query, '${mark}') ASYNC`;
    void inLane("admin", (session) => session.queryAsync(sql)).catch(() => {});
  }

  return {
    async run(lane, sql, timeoutMs) {
      const mark = `/* attune-${nextMark++} */`;
      let running = false;
      let late = false;
      const work = inLane(lane, async (session) => {
        if (late) return "";
        running = true;
        try {
          const result = await session.queryAsync(`${mark} ${sql}`, { format: "JSONEachRow" });
          return result.text();
        } finally {
          running = false;
        }
      });
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          late = true;
          if (running) kill(mark);
          reject(Object.assign(new Error(`The query took longer than ${timeoutMs} ms.`), { name: tooSlow }));
        }, timeoutMs);
      });
      work.catch(() => {});
      return await Promise.race([work, timeout]).finally(() => clearTimeout(timer));
    },
    async insert(table, rows, token) {
      await inLane("write", (session) =>
        session.insert({
          table,
          values: rows,
          format: "JSONCompactEachRow",
          // A batch that was cut short between a table and its rollups is filled in when it comes again.
          settings: { insert_deduplication_token: token, deduplicate_blocks_in_dependent_materialized_views: 1 },
        }),
      );
    },
    async use(database) {
      for (const { all } of Object.values(lanes))
        for (const session of all) await session.queryAsync(`USE ${database}`);
    },
    async close() {
      for (const { all } of Object.values(lanes)) for (const session of all) session.close();
    },
  };
}

/** ClickHouse's error codes stand only in the text: 159 and 394 time, 241 memory, 396 the size of the answer. */
export function toFailure(error: unknown): { reason: FailureReason; message: string } {
  const { name, message } = error as Error;
  if (name === tooSlow || /Code: (159|394)\b/.test(message)) return { reason: "too-slow", message };
  if (/Code: (241|396)\b/.test(message)) return { reason: "too-much-memory", message };
  return { reason: "failed", message };
}
