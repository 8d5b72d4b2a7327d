import type { Interactions } from "../recommend/interactions.ts";

/** What of the data decides which models suit. */
export interface DataShape {
  interactions: number;
  /** People (or sessions) with at least one interaction. */
  profiles: number;
  items: number;
  /** Half of the people have at most so many. */
  medianHistory: number;
  timed: boolean;
  /** Share of the last tenth of interactions that goes to items first seen in it: how fast the range turns over. */
  turnover: number;
}

export interface ModelChoice {
  role: "personal" | "session" | "trending" | "similar";
  /** A name of `models`, or `content`. */
  model: string;
  parameters: Readonly<Record<string, number>>;
  because: string;
}

export function describeShape({ rowStart, item, at, timed }: Interactions): DataShape {
  const lengths: number[] = [];
  for (let row = 0; row + 1 < rowStart.length; row++) {
    const length = rowStart[row + 1]! - rowStart[row]!;
    if (length > 0) lengths.push(length);
  }
  lengths.sort((a, b) => a - b);
  const firstAt = new Map<number, number>();
  for (let entry = 0; entry < item.length; entry++) {
    const known = firstAt.get(item[entry]!);
    if (known === undefined || at[entry]! < known) firstAt.set(item[entry]!, at[entry]!);
  }
  const cutAt = at.slice().sort()[Math.floor(0.9 * at.length)] ?? 0;
  let late = 0;
  let lateOfNew = 0;
  for (let entry = 0; entry < item.length; entry++) {
    if (at[entry]! < cutAt) continue;
    late++;
    if (firstAt.get(item[entry]!)! >= cutAt) lateOfNew++;
  }
  return {
    interactions: item.length,
    profiles: lengths.length,
    items: firstAt.size,
    medianHistory: lengths[Math.floor(lengths.length / 2)] ?? 0,
    timed,
    turnover: late === 0 || !timed ? 0 : lateOfNew / late,
  };
}

/** EASE is the best of the simple ones where it fits; above this the matrix of items is too large. */
const easeItems = 6_000;
const longHistory = 10;
/** Learning a blend trains seven models twice. */
const blendInteractions = 3_000_000;
const msPerDay = 86_400_000;

/**
 * Which models to train, by length of histories, size of the catalogue and turnover, and why, in words. It is a start that the figures of bench/recommend bear
 * out; `attune learn evaluate` says what suits these very data.
 */
export function chooseModels(shape: DataShape): ModelChoice[] {
  return [personalChoice(shape), sessionChoice(shape), trendingChoice(shape), similarChoice(shape)];
}

function personalChoice(shape: DataShape): ModelChoice {
  const { medianHistory, items, interactions, timed } = shape;
  const choice = (model: string, because: string): ModelChoice => ({
    role: "personal",
    model,
    parameters: {},
    because,
  });
  if (medianHistory < 2)
    return choice(timed ? "stan" : "v-sknn", "Half of the people have one item only: sessions like theirs say most.");
  if (medianHistory >= longHistory && items <= easeItems)
    return choice(
      "ease",
      `Histories are long (half have ${medianHistory} items or more), and ${items} items fit its matrix.`,
    );
  if (interactions <= blendInteractions)
    return choice(
      "blend",
      `${interactions} interactions are few enough to learn on a time split what each of seven models is worth.`,
    );
  return choice("hybrid", `${interactions} interactions: three counting models, trained once.`);
}

function sessionChoice({ timed }: DataShape): ModelChoice {
  return timed
    ? { role: "session", model: "stan", parameters: {}, because: "Times are known: recent sessions weigh more." }
    : { role: "session", model: "v-sknn", parameters: {}, because: "Without times only the order of items counts." };
}

function trendingChoice({ turnover, timed }: DataShape): ModelChoice {
  if (!timed)
    return {
      role: "trending",
      model: "popularity",
      parameters: {},
      because: "Without times nothing is known of what is recent.",
    };
  const days = turnover > 0.2 ? 2 : turnover > 0.05 ? 7 : 30;
  const percent = Math.round(100 * turnover);
  const because = `${percent} % of the latest interactions go to items that are new: half of what happened counts after ${days} days.`;
  return { role: "trending", model: "trending", parameters: { halfLifeMs: days * msPerDay }, because };
}

function similarChoice({ turnover }: DataShape): ModelChoice {
  const percent = Math.round(100 * turnover);
  const because =
    turnover > 0.05
      ? `${percent} % of the latest interactions go to new items, of which nothing is known but what they are.`
      : "Alternatives to an item are alike by what they are.";
  return { role: "similar", model: "content", parameters: {}, because };
}
