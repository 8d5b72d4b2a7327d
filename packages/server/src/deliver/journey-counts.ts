import { cameToItsEnd } from "@attune/engine/deliver/advance-run";
import { type JourneyStore, runKey } from "@attune/engine/ports/journey-store";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import type { Journey, JourneyRun } from "@attune/model/journey";

/** Where the people of a journey are. */
export interface JourneyCounts {
  people: number;
  /** How many are at each step, by its position such as `2.yes.0`. */
  active: Record<string, number>;
  /** Those who came to its end and whose last message has not gone out. */
  waiting: number;
  /** How it ended for the others. */
  ended: Record<string, number>;
}

/** By journey id, and when they began to be counted. */
export interface CountedJourneys {
  counts: ReadonlyMap<string, JourneyCounts>;
  countedAt: number;
}

export interface JourneyCountsParts {
  store: () => JourneyStore;
  clock: () => number;
  /** With no more runs and waiting messages than these, every question is answered anew. */
  freshUpTo?: number;
}

/** Read in about half a millisecond: decisions wait for that. */
const runsPerPage = 25;
/** Counts of many are kept for so many times as long as it took to make them: whoever asks all the time costs a twentieth of a thread. */
const keptTimes = 20;

/** How far a count is. */
interface Counting {
  journeyIds: ReadonlySet<string>;
  /** Runs and waiting messages so far. */
  read: number;
}

/**
 * Counts who is where. Linear in the runs and in what waits, in turns that hold nobody up; where those are many, an answer is kept for a while, and those who
 * ask while one is being made share it, the first as soon as it has come upon many.
 */
export function createJourneyCounts({ store, clock, freshUpTo = 5_000 }: JourneyCountsParts) {
  let kept: (CountedJourneys & { untilAt: number }) | null = null;
  let underWay: { counting: Counting; counted: Promise<CountedJourneys> } | null = null;

  async function countAll(counting: Counting): Promise<CountedJourneys> {
    const countedAt = clock();
    const hasWaiting = await runsWithWaiting(store());
    counting.read += hasWaiting.size;
    const counts = new Map<string, JourneyCounts>();
    // One after the other: together their turns would come at once.
    for (const journeyId of counting.journeyIds)
      counts.set(journeyId, await countsOf(store(), journeyId, hasWaiting, counting));
    const now = clock();
    kept = counting.read > freshUpTo ? { counts, countedAt, untilAt: now + keptTimes * (now - countedAt) } : null;
    return { counts, countedAt };
  }

  async function begin(journeys: readonly Journey[]): Promise<CountedJourneys> {
    const counting: Counting = { journeyIds: new Set(journeys.map(({ journeyId }) => journeyId)), read: 0 };
    const mine = { counting, counted: countAll(counting) };
    underWay = mine;
    try {
      return await mine.counted;
    } finally {
      if (underWay === mine) underWay = null;
    }
  }

  return async (journeys: readonly Journey[]): Promise<CountedJourneys> => {
    const areMany = kept !== null && hasAll(kept, journeys);
    if (kept !== null && areMany) {
      const now = clock();
      // A clock that was set back keeps nothing.
      if (now >= kept.countedAt && now < kept.untilAt) return kept;
    }
    if (underWay === null) return begin(journeys);
    const { counting, counted } = underWay;
    const isShared = areMany || counting.read > freshUpTo;
    if (isShared && journeys.every(({ journeyId }) => counting.journeyIds.has(journeyId))) return counted;
    return begin(journeys);
  };
}

function hasAll({ counts }: CountedJourneys, journeys: readonly Journey[]): boolean {
  return journeys.every(({ journeyId }) => counts.has(journeyId));
}

async function countsOf(
  store: JourneyStore,
  journeyId: string,
  hasWaiting: ReadonlySet<string>,
  counting: Counting,
): Promise<JourneyCounts> {
  const active: Record<string, number> = {};
  const ended: Record<string, number> = {};
  let [people, waiting] = [0, 0];
  const othersTurn = takeTurns();
  for (let after: string | null = null; ; ) {
    const runs: JourneyRun[] = await store.runsOf(journeyId, after, runsPerPage);
    counting.read += runs.length;
    for (const run of runs) {
      people += 1;
      if (run.end?.why === cameToItsEnd && hasWaiting.has(runKey(journeyId, run.profileId))) {
        waiting += 1;
        continue;
      }
      const [counts, key] = run.end === null ? [active, run.position.join(".")] : [ended, run.end.why];
      counts[key] = (counts[key] ?? 0) + 1;
    }
    if (runs.length < runsPerPage) return { people, active, waiting, ended };
    after = runs.at(-1)!.profileId;
    await othersTurn();
  }
}

/** Runs with messages that have not gone out. */
async function runsWithWaiting(store: JourneyStore): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for await (const page of store.pendingDeliveries(null))
    for (const { journeyId, profileId } of page) if (journeyId !== null) found.add(runKey(journeyId, profileId));
  return found;
}
