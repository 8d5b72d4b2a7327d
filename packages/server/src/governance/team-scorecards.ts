import type { Engine } from "@attune/engine/runtime/engine";
import { compareMeans } from "@attune/measure/experiment/compare-means";
import type { Item } from "@attune/model/item";
import type { Json } from "@attune/model/json";
import type { Effect } from "@attune/model/report";
import type { Gain, Scorecard, Scorecards, TacticScore } from "@attune/model/review";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { type MeasuredTactic, measuredTactics } from "../report/measured-tactics.ts";
import { judgeGain } from "./judge-gain.ts";

const dayMs = 24 * 3_600_000;
const settleMs = 30_000;
/** The long run is so many windows of a tactic, and at least `leastLongRunDays`. */
const longRunWindows = 4;
const leastLongRunDays = 28;
/** Fewer people on a side say too little of money. */
const fewestPeople = 100;
/** Costs of so many items, the most bought first, go into the question. */
const mostCosts = 5_000;
const costsSinceDays = 180;

interface Costs {
  ids: string[];
  micros: string[];
  /** Share of sold units whose cost is known. */
  known: number;
}

type Row = Record<string, Json>;

/** Long-run margin by team: intention to treat, people whose long run is over, orders less what their items cost and what was paid back. */
export async function teamScorecards(engine: Engine, now: number): Promise<Scorecards> {
  await engine.settled(settleMs);
  const costs = await itemCosts(engine, now);
  const byTeam = new Map<string | null, Scored[]>();
  for (const tactic of measuredTactics(engine.playbook)) {
    const scored = await scoreOf(engine, tactic, costs, now);
    const team = ownerOf(engine, tactic.tacticId);
    byTeam.set(team, [...(byTeam.get(team) ?? []), scored]);
  }
  return {
    schema: "attune.scorecards/1",
    computedAt: new Date(now).toISOString(),
    basis: costs.known > 0 ? "margin" : "revenue",
    costsKnown: costs.known,
    currency: engine.business().currency,
    teams: [...byTeam].map(([team, scored]) => scorecard(team, scored)),
  };
}

export function ownerOf({ playbook }: Engine, tacticId: string): string | null {
  const owned = [
    ...playbook.tactics.filter((tactic) => tactic.tacticId === tacticId),
    ...(playbook.journeys ?? []).filter(({ journeyId }) => journeyId === tacticId),
  ];
  return owned[0]?.owner ?? null;
}

interface Scored {
  score: TacticScore;
  exposed: number;
}

async function scoreOf(engine: Engine, tactic: MeasuredTactic, costs: Costs, now: number): Promise<Scored> {
  const { tacticId, name, windowDays } = tactic;
  const longRunDays = Math.max(leastLongRunDays, longRunWindows * windowDays);
  const rows = await engine.stores.analytics.query("margin-outcomes", {
    tacticId,
    shortMs: windowDays * dayMs,
    longMs: longRunDays * dayMs,
    nowMs: now,
    costItems: costs.ids,
    costs: costs.micros,
  });
  const [exposed, heldOut] = [rowOf(rows, "exposed"), rowOf(rows, "tactic-holdout")];
  const soon = difference(exposed, heldOut, "short");
  const longRun = difference(exposed, heldOut, "long");
  const gain = judgeGain(soon, longRun);
  const people = Number(exposed?.people ?? 0) + Number(heldOut?.people ?? 0);
  const told = gainText(gain, soon, longRun, windowDays, longRunDays);
  return {
    exposed: Number(exposed?.people ?? 0),
    score: { tacticId, name, soonDays: windowDays, longRunDays, people, soon, longRun, gain, told },
  };
}

function rowOf(rows: readonly Row[], arm: string): Row | undefined {
  return rows.find((row) => row.arm === arm);
}

function difference(
  exposed: Row | undefined,
  heldOut: Row | undefined,
  window: "short" | "long",
): Effect | Undetermined {
  const least = Math.min(Number(exposed?.people ?? 0), Number(heldOut?.people ?? 0));
  if (exposed === undefined || heldOut === undefined || least < fewestPeople)
    return undetermined("too-few-people", `The long run of ${least} people of the smaller side is over.`);
  const side = (row: Row) => ({
    n: Number(row.people),
    sum: Number(row[`${window}Sum`]),
    sumSquares: Number(row[`${window}SumSquares`]),
  });
  return compareMeans(side(exposed), side(heldOut)).effect;
}

function scorecard(team: string | null, scored: readonly Scored[]): Scorecard {
  const earned = scored.flatMap(({ score: { longRun }, exposed }) =>
    isUndetermined(longRun) ? [] : [[longRun.estimate, ...longRun.interval].map((value) => value * exposed)],
  );
  const sumOf = (at: number) => earned.reduce((sum, values) => sum + values[at]!, 0);
  return {
    team,
    tactics: scored.map(({ score }) => score),
    longRunEarned: earned.length === 0 ? null : { estimate: sumOf(0), interval: [sumOf(1), sumOf(2)] },
    reversed: scored.filter(({ score }) => score.gain === "reverses").map(({ score }) => score.tacticId),
  };
}

const meaning: Record<Gain, string> = {
  lasts: "the gain lasts",
  fades: "the gain fades: in the long run it is no longer shown",
  reverses: "the gain reverses: what came soon is gone in the long run, bought forward or sent back",
  "comes-late": "the gain comes late: the first days do not show it",
  loses: "it loses in the long run",
  "not-shown": "neither gain nor loss is shown",
  "too-early": "too early to tell",
};

function gainText(
  gain: Gain,
  soon: Effect | Undetermined,
  longRun: Effect | Undetermined,
  soonDays: number,
  longRunDays: number,
): string {
  if (isUndetermined(soon) || isUndetermined(longRun)) {
    const why = isUndetermined(soon) ? soon : (longRun as Undetermined);
    return `${meaning[gain]}: ${why.undetermined.reason}`;
  }
  return `${meaning[gain]}: ${effectText(soon)} per visitor in ${soonDays} days, ${effectText(longRun)} in ${longRunDays}`;
}

function effectText({ estimate, interval: [low, high] }: Effect): string {
  return `${signed(estimate)} (${signed(low)} to ${signed(high)})`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

/** What the most bought items cost, as the catalogue has it now. */
async function itemCosts({ stores }: Engine, now: number): Promise<Costs> {
  const asked = { sinceMs: now - costsSinceDays * dayMs, untilMs: now + 1, limit: mostCosts };
  const popular = await stores.analytics.query("item-popularity", asked);
  const costs: Costs = { ids: [], micros: [], known: 0 };
  const units = { all: 0, known: 0 };
  for (const { itemId, purchases } of popular) {
    units.all += Number(purchases);
    const item = (await stores.definitions.get("item", String(itemId))) as unknown as Item | undefined;
    if (item?.costMicros === undefined) continue;
    units.known += Number(purchases);
    costs.ids.push(String(itemId));
    costs.micros.push(String(item.costMicros));
  }
  return { ...costs, known: units.all === 0 ? 0 : units.known / units.all };
}
