import { repeat } from "@attune/engine/runtime/repeat";
import { dayMs } from "@attune/math/time-units";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Instance } from "../instance/instance.ts";

/**
 * Gives the answer to a request: one that was worked out before where the request allows it, else what `workOut` gives.
 * @param key under which it is kept: the request's address, unless several addresses tell of the same
 */
export type KeepAnswer = <T>(
  request: FastifyRequest,
  reply: FastifyReply,
  workOut: () => Promise<T>,
  key?: string,
) => Promise<T>;

interface Kept {
  answer: unknown;
  /** Epoch milliseconds at which it was begun: what came in later is not in it. */
  at: number;
  freshMs: number;
}

/** So many times as long as it took, an answer counts as fresh: a view that is looked at all day costs at most a twentieth of what analytics can do. */
const freshTimes = 20;
const mostFreshMs = 60_000;
/** Beyond, the one that was asked for longest ago is forgotten. */
const mostKept = 200;
const notedEveryMs = 3_600_000;
/** When somebody last asked for what the console's daily views show: over the server's end. */
const dailyViews = "kept-answers";
/** The console takes what is ten minutes old: what is looked at daily is renewed before that. */
const renewEveryMs = 60_000;
const renewedAfterMs = 8 * 60_000;

/** What somebody asked for, and how it is worked out. */
interface Standing {
  workOut: () => Promise<unknown>;
  /** Epoch milliseconds at which it was asked for last. */
  askedAt: number;
}

interface Keeping {
  /** Grows when somebody does what an answer must show at once; that forgets all, as another playbook does. */
  count?: () => number;
  /**
   * By its key, what a view asks for that is looked at daily: worked out after a start, before anyone asks, where anyone asked within a day before. Who asks
   * while it is under way has that answer.
   */
  expected?: Record<string, () => Promise<unknown>>;
  /** Under which name it is remembered that somebody asked; that of the daily views unless said. A rare view has its own: who looks at others does not expect it. */
  notedAs?: string;
}

/**
 * Keeps answers that take long where there are many events. A request says with `Cache-Control: max-stale=SECONDS` (RFC 9111, 5.2.1.2) that it takes one that
 * is no longer fresh, by so much: it has it at once, with its `Age`, and a new one is worked out meanwhile, once for all who ask. A request that does not say so gets
 * what holds now. Another playbook forgets all. What was asked for within a day is worked out again every eight minutes, one after the other, so that whoever comes
 * back to a view has it at once. In memory: a restart forgets, and works out anew what is `expected`.
 */
export function keepAnswers(
  app: FastifyInstance,
  instance: Pick<Instance, "engine" | "clock">,
  { count = () => 0, expected = {}, notedAs = dailyViews }: Keeping = {},
): KeepAnswer {
  const kept = new Map<string, Kept>();
  const standing = new Map<string, Standing>();
  const underWay = new Map<string, Promise<unknown>>();
  let of = instance.engine.playbook;
  let counted = count();

  function renew<T>(key: string, workOut: () => Promise<T>): Promise<T> {
    const present = underWay.get(key);
    if (present !== undefined) return present as Promise<T>;
    const at = instance.clock();
    const playbook = of;
    const before = counted;
    const work = workOut()
      .then((answer) => {
        const freshMs = Math.min(mostFreshMs, freshTimes * (instance.clock() - at));
        if (playbook === of && before === counted) kept.set(key, { answer, at, freshMs });
        if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
        return answer;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, work);
    return work;
  }

  function forgetWhatChanged(): void {
    if (of === instance.engine.playbook && counted === count()) return;
    of = instance.engine.playbook;
    counted = count();
    kept.clear();
    underWay.clear();
  }

  async function renewStanding(): Promise<void> {
    forgetWhatChanged();
    for (const [key, { workOut, askedAt }] of standing) {
      if (isClosed) return;
      if (instance.clock() - askedAt > dayMs) standing.delete(key);
      else if (instance.clock() - (kept.get(key)?.at ?? 0) > renewedAfterMs) await renew(key, workOut).catch(() => {});
    }
  }

  async function workOutExpected(): Promise<void> {
    const noted = (await definitions.get("checkpoint", notedAs)) as { at: number } | undefined;
    if (noted === undefined || instance.clock() - noted.at > dayMs) return;
    for (const [key, workOut] of Object.entries(expected))
      if (!standing.has(key)) standing.set(key, { workOut, askedAt: noted.at });
    await renewStanding();
  }

  function noteAsked(now: number): void {
    if (now - notedAt < notedEveryMs) return;
    notedAt = now;
    // A node that may not write leaves it to the others.
    definitions.put("checkpoint", [[notedAs, { at: now }]]).catch(() => {});
  }

  const { definitions } = instance.engine.stores;
  let notedAt = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  app.addHook("onReady", async () => {
    // What has no answer yet, such as analytics that is away, is worked out when it is asked for.
    void workOutExpected().catch(() => {});
  });
  const renewing = repeat(renewEveryMs, renewStanding, () => {});
  app.addHook("onClose", () => {
    isClosed = true;
    return renewing.stop();
  });

  return async (request, reply, workOut, key = request.url) => {
    const staleMs = allowedStaleMs(request.headers["cache-control"]);
    if (staleMs === null) return workOut();
    forgetWhatChanged();
    noteAsked(instance.clock());
    standing.delete(key);
    standing.set(key, { workOut, askedAt: instance.clock() });
    if (standing.size > mostKept) standing.delete(standing.keys().next().value!);
    const found = kept.get(key);
    if (found === undefined) return renew(key, workOut);
    const ageMs = instance.clock() - found.at;
    if (ageMs > found.freshMs + staleMs) return renew(key, workOut);
    kept.delete(key);
    kept.set(key, found);
    if (ageMs > found.freshMs) renew(key, workOut).catch(() => {});
    reply.header("age", Math.round(ageMs / 1_000));
    return found.answer as Awaited<ReturnType<typeof workOut>>;
  };
}

/** Milliseconds by which an answer may be older than fresh; null where the request says nothing of it. */
function allowedStaleMs(header: string | undefined): number | null {
  const seconds = /(?:^|,)\s*max-stale=(\d{1,6})\s*(?:,|$)/i.exec(header ?? "")?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}
