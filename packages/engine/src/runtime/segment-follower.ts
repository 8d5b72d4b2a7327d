import { AttuneError } from "@attune/model/errors";
import type { Offset } from "@attune/model/log-entry";
import type { Segment } from "@attune/model/segment";
import type { Calendar } from "@attune/rules/calendar";
import type { SensitiveItems } from "../decide/sensitive-items.ts";
import type { NewTransition } from "../ports/membership-store.ts";
import type { Stores } from "../ports/stores.ts";
import { asksScore } from "../segment/segments-to-fill.ts";
import type { FillSource } from "./fill-segments.ts";
import { erasedIn, lookAtPeople, peopleIn } from "./look-at-people.ts";
import { createSegmentDays } from "./segment-days.ts";
import { createSegmentFilling, type OnFilled } from "./segment-filling.ts";
import { conditionsOf, createTurns, type SegmentsInForce } from "./segments-in-force.ts";

export interface FollowerState {
  head: Offset;
  /** Memberships follow from all entries up to here. */
  checkpoint: Offset;
  /** What is being found anew for everybody; null: nothing. */
  filling: { segmentIds: string[]; done: number; total: number } | null;
  trouble: string | null;
}

/** Keeps memberships up with the log and with time: who came into which segment, or left it. */
export interface SegmentFollower {
  /** Says that the log has grown. */
  wake(): void;
  /** Takes the segments of another playbook; those with another condition are found anew for everybody, those that are gone are forgotten. */
  use(segments: readonly Segment[]): void;
  /** Looks at people again of whom something beside the log has changed: their scores. */
  lookAgain(profileIds: Iterable<string>): void;
  /** Finds segments anew for everybody. Resolves when it is done. */
  refill(segmentIds: readonly string[], onProgress: OnFilled): Promise<void>;
  /** Forgets all and has it found anew: the state was rebuilt. */
  startOver(): Promise<void>;
  state(): Promise<FollowerState>;
  /** Resolves when memberships follow from everything committed before the call, and from the moment of the call. */
  settled(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface FollowerParts {
  stores: Stores;
  segments: readonly Segment[];
  calendar: Calendar;
  /** As the playbook in force declares them. */
  sensitive: () => SensitiveItems | null;
  timeZone: string;
  clock: () => number;
  fill: FillSource;
  /** While it holds nobody may read the state. */
  isRebuilding: () => boolean;
  onTrouble: (error: unknown) => void;
}

const batchEntries = 2_000;
const duePerStep = 500;
/** After a step: what comes meanwhile goes together. */
const gatherMs = 250;
/** Without a word from anyone, and after trouble. */
const idleMs = 2_000;
/** What lies between two checkpoints is looked at again after a crash, which changes nothing. */
const checkpointMs = 2_000;
/** After a longer stop, what time changed meanwhile is found at once and not step by step. */
const catchUpMs = 7 * 86_400_000;

interface Checkpoint {
  checkpoint: Offset;
  /** Some people were still to be looked at again. */
  isLooking: boolean;
}

/** Somebody who waits until memberships follow from an offset, and from a round that began after they asked. */
interface Waiter {
  target: Offset;
  round: number;
  settle(error: AttuneError | null): void;
}

export async function createSegmentFollower(parts: FollowerParts): Promise<SegmentFollower> {
  const { stores, calendar, timeZone, clock } = parts;
  const { log, memberships, definitions } = stores;
  const inForce: SegmentsInForce = {
    stores,
    calendar,
    sensitive: parts.sensitive,
    timeZone,
    clock,
    conditions: conditionsOf(parts.segments),
    fill: null,
    inTurn: createTurns(),
  };
  const filling = await createSegmentFilling(inForce, {
    source: parts.fill,
    jumpToHead,
    onEnd: () => interrupt(),
    onTrouble: parts.onTrouble,
  });
  const days = await createSegmentDays(definitions);
  const kept = (await definitions.get("checkpoint", "segments")) as unknown as Checkpoint | undefined;
  let checkpoint = kept?.checkpoint ?? 0;
  let saved = { checkpoint, isLooking: kept?.isLooking ?? false, at: 0 };
  let rounds = 0;
  /** The last read gave a whole batch: there may be more. */
  let isLogLong = false;
  let trouble: string | null = null;
  let closed = false;
  let isIdle = false;
  let isWanted = false;
  let endSleep: () => void = () => {};
  const again = new Set<string>();
  const waiters = new Set<Waiter>();

  async function jumpToHead(): Promise<void> {
    checkpoint = await log.head();
  }

  /** One round: the log as far as one batch, then those whose time has come. False where there was nothing to do. */
  async function follow(): Promise<boolean> {
    if (parts.isRebuilding()) return false;
    if (inForce.conditions.size === 0) {
      again.clear();
      await jumpToHead();
      return false;
    }
    const followed = await followLog();
    return (await followTime()) || followed;
  }

  async function followLog(): Promise<boolean> {
    const entries = await log.read(checkpoint + 1, batchEntries);
    isLogLong = entries.length === batchEntries;
    if (entries.length === 0 && again.size === 0) return false;
    const now = clock();
    const people = await peopleIn(entries, stores);
    for (const profileId of takeSome(again, batchEntries)) people.add(profileId);
    const erased = erasedIn(entries);
    if (erased.size > 0) await memberships.forgetTransitions(erased);
    await look([...people].map((profileId) => [profileId, now] as const));
    checkpoint = entries.at(-1)?.offset ?? checkpoint;
    return true;
  }

  async function followTime(): Promise<boolean> {
    const now = clock();
    const due = await memberships.due(now, duePerStep);
    const changed = await look(due.map(({ profileId, at }) => [profileId, at < now - catchUpMs ? now : at] as const));
    return changed > 0;
  }

  async function look(people: ReadonlyArray<readonly [profileId: string, at: number]>): Promise<number> {
    const { changed, transitions } = await lookAtPeople(people, inForce);
    count(transitions);
    return changed;
  }

  function count(transitions: readonly NewTransition[]): void {
    for (const transition of transitions) days.count(transition, calendar.dayOf(transition.at));
  }

  async function save(): Promise<void> {
    const next = { checkpoint, isLooking: again.size > 0, at: performance.now() };
    if (saved.checkpoint !== checkpoint || saved.isLooking !== next.isLooking)
      await definitions.put("checkpoint", [["segments", { checkpoint, isLooking: next.isLooking }]]);
    saved = next;
    await days.save(calendar.dayOf(clock()), await memberships.sizes(), [...inForce.conditions.keys()]);
  }

  async function run(): Promise<void> {
    while (!closed) {
      const round = rounds;
      rounds += 1;
      isWanted = false;
      try {
        const worked = await inForce.inTurn(follow);
        if (performance.now() - saved.at > checkpointMs) await save();
        trouble = null;
        const isBehind = worked && (waiters.size > 0 || isLogLong);
        if (!worked) settleWaiters(round);
        if (isBehind || isWanted) continue;
        await sleep(worked ? gatherMs : await untilDue(), !worked);
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
        if (!closed) parts.onTrouble(error);
        await sleep(idleMs, false);
      }
    }
  }

  function settleWaiters(round: number): void {
    for (const waiter of [...waiters])
      if (waiter.round <= round && waiter.target <= checkpoint && inForce.fill === null) waiter.settle(null);
  }

  async function untilDue(): Promise<number> {
    const due = inForce.conditions.size === 0 ? null : await memberships.nextDueAt();
    return due === null ? idleMs : Math.min(idleMs, Math.max(gatherMs, due - clock()));
  }

  function sleep(ms: number, idle: boolean): Promise<void> {
    if (closed) return Promise.resolve();
    isIdle = idle;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Trouble is told by the filling itself. */
  function begin(more: readonly string[]): void {
    void filling.start(more).catch(() => {});
  }

  function interrupt(): void {
    isWanted = true;
    endSleep();
  }

  const asking = [...inForce.conditions].flatMap(([segmentId, when]) => (asksScore(when) ? [segmentId] : []));
  begin(saved.isLooking ? asking : []);
  const running = run();

  return {
    wake() {
      // What comes while a round gathers goes with it; only idleness is cut short.
      if (isIdle && inForce.conditions.size > 0) interrupt();
    },
    use(segments) {
      inForce.conditions = conditionsOf(segments);
      begin([]);
      interrupt();
    },
    lookAgain(profileIds) {
      if (![...inForce.conditions.values()].some(asksScore)) return;
      for (const profileId of profileIds) again.add(profileId);
      if (isIdle) interrupt();
    },
    async refill(segmentIds, onProgress) {
      const unknown = segmentIds.find((id) => !inForce.conditions.has(id));
      if (unknown !== undefined) throw new AttuneError("not-found", `There is no segment ${unknown}.`);
      await filling.start(segmentIds, onProgress);
    },
    async startOver() {
      await filling.forget();
      await inForce.inTurn(() => memberships.clear());
      begin([]);
    },
    async state() {
      const { fill } = inForce;
      return {
        head: await log.head(),
        checkpoint,
        filling: fill === null ? null : { segmentIds: [...fill.asked], done: fill.done, total: fill.total },
        trouble,
      };
    },
    async settled(timeoutMs) {
      const target = await log.head();
      await new Promise<void>((resolve, reject) => {
        const waiter: Waiter = {
          target,
          round: rounds,
          settle(error) {
            clearTimeout(timer);
            waiters.delete(waiter);
            if (error === null) resolve();
            else reject(error);
          },
        };
        const timer = setTimeout(() => waiter.settle(behind(trouble)), timeoutMs);
        waiters.add(waiter);
        interrupt();
      });
    },
    async close() {
      closed = true;
      await filling.close();
      endSleep();
      await running;
      // What is not written down is looked at again at the next start.
      await save().catch(parts.onTrouble);
      for (const waiter of [...waiters]) waiter.settle(new AttuneError("stopping", "the engine is stopping"));
    },
  };
}

/** Takes up to so many out of a set. */
function takeSome(set: Set<string>, most: number): string[] {
  const taken: string[] = [];
  for (const entry of set) {
    if (taken.length === most) break;
    taken.push(entry);
  }
  for (const entry of taken) set.delete(entry);
  return taken;
}

function behind(trouble: string | null): AttuneError {
  return new AttuneError("overloaded", trouble ?? "segments are behind", { retryAfterSeconds: 2 });
}
