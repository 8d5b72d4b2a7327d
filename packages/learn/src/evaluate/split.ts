import type { Rng } from "@attune/math/rng";
import { type Interactions, selectEntries } from "../recommend/interactions.ts";
import type { History } from "../recommend/recommender.ts";

/** One question to a model: after this history, did it rank these items high? */
export interface EvaluationCase {
  /** Cases of the same profile (or session) are not independent: intervals draw whole profiles. */
  profile: number;
  history: History;
  /** Distinct items, as indices. */
  targets: Uint32Array;
}

/** What a model may learn from, and what it is then asked. */
export interface Split {
  /** In words, with what was in the fit; printed with every result. */
  protocol: string;
  train: Interactions;
  cases: EvaluationCase[];
  /** A split of the learning part alone, where settings can be chosen without a look at the questions. */
  validation: () => Split;
}

/**
 * Last item of each profile is the question, everything before it the history. `strict`: the item before the last is not in the fit either, as
 * papers that keep it for validation report; otherwise the fit has all but the last, as production would. Profiles with fewer than two
 * interactions (strict: three) are only learned from. Where only some kinds are asked about, the last of these is the question, and what came after it is forgotten.
 */
export function splitLeaveLast(all: Interactions, strict: boolean): Split {
  const held = strict ? 2 : 1;
  const questionOf = (profile: number) => lastAsked(all, profile, 1);
  const asked = (profile: number) => lastAsked(all, profile, held) > all.rowStart[profile]!;
  const train = selectEntries(all, (entry, profile) => !asked(profile) || entry < lastAsked(all, profile, held));
  const cases: EvaluationCase[] = [];
  for (let profile = 0; profile < all.profileIds.length; profile++) {
    if (!asked(profile)) continue;
    const last = questionOf(profile);
    cases.push({
      profile,
      history: historyOf(all, all.rowStart[profile]!, last, all.at[last]!),
      targets: all.item.slice(last, last + 1),
    });
  }
  const fit = strict
    ? "fitted without the last two items of each profile"
    : "fitted on all but the last item of each profile";
  const validation = () =>
    splitLeaveLast(
      selectEntries(all, (entry, profile) => !asked(profile) || entry < questionOf(profile)),
      false,
    );
  return { protocol: `leave-last, ${fit}`, train, cases, validation };
}

/** The `nth` entry from the end that is asked about; −1 where there are not as many. */
function lastAsked({ rowStart, asked }: Interactions, profile: number, nth: number): number {
  const [from, end] = [rowStart[profile]!, rowStart[profile + 1]!];
  if (asked === undefined) return end - nth >= from ? end - nth : -1;
  let left = nth;
  for (let entry = end - 1; entry >= from; entry--) if (asked[entry] === 1 && --left === 0) return entry;
  return -1;
}

/**
 * Everything before a moment is learned from, everything after it is asked. The moment is where `trainShare` of the interactions lie before
 * it. `strict`: the last tenth of the learning period is kept out of the fit (it is still history).
 */
export function splitByTime(all: Interactions, trainShare: number, strict: boolean): Split {
  const times = Float64Array.from(all.at).sort();
  const momentAt = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  const cutAt = momentAt(trainShare);
  const fitBeforeAt = strict ? momentAt(trainShare * 0.9) : cutAt;
  const percent = Math.round(trainShare * 100);
  const validation = () =>
    splitByTime(
      selectEntries(all, (entry) => all.at[entry]! < cutAt),
      0.9,
      false,
    );
  const protocol = `time, first ${percent} %${strict ? ", fitted without the last tenth of it" : ""}`;
  return { protocol, ...splitAtMoment(all, fitBeforeAt, cutAt), validation };
}

/** Fitted on what was before `fitBeforeAt`; asked for all from `cutAt` on, with what was before it as history. Who has nothing before or after is not asked. */
export function splitAtMoment(all: Interactions, fitBeforeAt: number, cutAt: number): Pick<Split, "train" | "cases"> {
  const train = selectEntries(all, (entry) => all.at[entry]! < fitBeforeAt);
  const cases: EvaluationCase[] = [];
  for (let profile = 0; profile < all.profileIds.length; profile++) {
    const from = all.rowStart[profile]!;
    const to = all.rowStart[profile + 1]!;
    let cut = from;
    while (cut < to && all.at[cut]! < cutAt) cut++;
    if (cut === from || cut === to) continue;
    const later = all.item.subarray(cut, to);
    const targets = all.asked === undefined ? later : later.filter((_, i) => all.asked![cut + i] === 1);
    if (targets.length === 0) continue;
    cases.push({ profile, history: historyOf(all, from, cut, cutAt), targets: distinct(targets) });
  }
  return { train, cases };
}

/** Of each profile a random share is asked, the rest learned from (and is the history), stratified: rounding goes to the learning part. */
export function splitRandom(all: Interactions, testShare: number, rng: Rng): Split {
  const asked = new Uint8Array(all.item.length);
  for (let profile = 0; profile < all.profileIds.length; profile++) {
    const from = all.rowStart[profile]!;
    const size = all.rowStart[profile + 1]! - from;
    const order = shuffled(size, rng);
    const askedCount = size - Math.round(size * (1 - testShare));
    for (let i = 0; i < askedCount; i++) asked[from + order[i]!] = 1;
  }
  const train = selectEntries(all, (entry) => asked[entry] === 0);
  const cases: EvaluationCase[] = [];
  for (let profile = 0; profile < all.profileIds.length; profile++) {
    const targets: number[] = [];
    for (let entry = all.rowStart[profile]!; entry < all.rowStart[profile + 1]!; entry++) {
      if (asked[entry] === 1) targets.push(all.item[entry]!);
    }
    const history = wholeHistory(train, profile);
    if (targets.length > 0 && history.items.length > 0) cases.push({ profile, history, targets: distinct(targets) });
  }
  return {
    protocol: `random ${Math.round((1 - testShare) * 100)}/${Math.round(testShare * 100)} of each profile`,
    train,
    cases,
    validation: () => splitRandom(train, testShare, rng.fork("validation")),
  };
}

/** A test part that somebody else has set aside: `test` shares the ids of `train` (give both builders the same `createIds()`). */
export function splitGiven(train: Interactions, test: Interactions, rng: Rng): Split {
  const cases: EvaluationCase[] = [];
  for (let profile = 0; profile < test.profileIds.length; profile++) {
    const targets = test.item.subarray(test.rowStart[profile]!, test.rowStart[profile + 1]!);
    const history = wholeHistory(train, profile);
    if (targets.length > 0 && history.items.length > 0) cases.push({ profile, history, targets: distinct(targets) });
  }
  return { protocol: "given test part", train, cases, validation: () => splitRandom(train, 0.2, rng) };
}

/** The split with at most `most` of its cases, drawn without replacement, in their order. */
export function sampleCases(split: Split, most: number, rng: Rng): Split {
  if (split.cases.length <= most) return split;
  const drawn = shuffled(split.cases.length, rng).subarray(0, most).sort();
  const protocol = `${split.protocol}; ${most} of ${split.cases.length} cases drawn`;
  return { ...split, protocol, cases: Array.from(drawn, (index) => split.cases[index]!) };
}

/** For every session of `test` and each of its prefixes: which item comes next? Items that `train` has never seen are not asked for. */
export function splitSessions(train: Interactions, test: Interactions): Split {
  const known = new Uint8Array(train.itemIds.length);
  for (const item of train.item) known[item] = 1;
  const cases: EvaluationCase[] = [];
  for (let session = 0; session < test.profileIds.length; session++) {
    const from = test.rowStart[session]!;
    for (let entry = from + 1; entry < test.rowStart[session + 1]!; entry++) {
      if (known[test.item[entry]!] !== 1) continue;
      cases.push({
        profile: session,
        history: historyOf(test, from, entry, test.at[entry - 1]!),
        targets: test.item.slice(entry, entry + 1),
      });
    }
  }
  const validation = () => splitSessionsByTime(train, 0.8);
  return { protocol: "next item of each session, every prefix", train, cases, validation };
}

/** `splitSessions` where the sessions that ended last are asked and the share before them is learned from. */
export function splitSessionsByTime(all: Interactions, trainShare: number): Split {
  const endAt = (session: number) => all.at[all.rowStart[session + 1]! - 1] ?? Number.NEGATIVE_INFINITY;
  const ends = Float64Array.from(all.profileIds, (_, session) => endAt(session)).sort();
  const cutAt = ends[Math.floor(trainShare * ends.length)] ?? 0;
  return splitSessions(
    selectEntries(all, (_, session) => endAt(session) < cutAt),
    selectEntries(all, (_, session) => endAt(session) >= cutAt),
  );
}

function historyOf(all: Interactions, from: number, to: number, nowAt: number): History {
  return { items: all.item.subarray(from, to), at: all.at.subarray(from, to), nowAt };
}

function wholeHistory(all: Interactions, profile: number): History {
  const to = all.rowStart[profile + 1]!;
  return historyOf(all, all.rowStart[profile]!, to, all.at[to - 1] ?? 0);
}

function distinct(items: Iterable<number>): Uint32Array {
  return Uint32Array.from(new Set(items));
}

/** Fisher–Yates. */
function shuffled(size: number, rng: Rng): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}
