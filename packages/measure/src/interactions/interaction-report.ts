import type { Assumption } from "@attune/model/effect-study";
import type { DeviceCell, InteractionReport } from "@attune/model/interaction-report";
import type { Json } from "@attune/model/json";
import type { EffectsByGroup } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { short } from "../observational/short-number.ts";
import { type HistoryOutcome, outcomeOf } from "../tactic/history-columns.ts";
import type { PersonHistory } from "../tactic/person-history.ts";
import { doseEffects } from "../timing/dose-effects.ts";
import { differenceTest, groupEffect } from "../timing/effects-by-group.ts";
import { orderEffects } from "../timing/order-effects.ts";
import { wholePeople } from "../timing/timing-report.ts";
import { slopeSentence } from "../timing/timing-words.ts";
import { amountOf } from "../timing/touch-sequence.ts";
import { cannibalization } from "./cannibalization.ts";

export interface InteractionOptions {
  tacticId: string;
  outcome: HistoryOutcome;
  windowMs: number;
  /** How long a response to a single touch counts. */
  responseMs: number;
  lookbackMs: number;
  nowMs: number;
}

/** What is known of the stock in front of a person is what they looked at this shortly before. */
const freshMs = 30 * 60_000;

/**
 * What else a tactic's effect hangs on, so that it is not overstated: people are grouped by what was known before their first touch, and within each
 * group exposed are held against held out, which chance assigned. Undetermined without 50 held out and 50 exposed people.
 * @see docs/methods/interactions.md
 */
export function interactionReport(
  histories: readonly PersonHistory[],
  options: InteractionOptions,
): InteractionReport | Undetermined {
  const people = wholePeople(histories, options);
  if (isUndetermined(people)) return people;
  const { tacticId, outcome, windowMs, responseMs, nowMs } = options;
  const outcomes = Float64Array.from(people, (of) => outcomeOf(of, outcome, windowMs));
  const exposed = people.filter(({ arm }) => arm === "exposed").length;
  const by = (
    id: string,
    question: string,
    groups: readonly string[],
    groupOf: (of: PersonHistory) => string,
  ): EffectsByGroup => {
    const found = groups.map((group) =>
      groupEffect(
        group,
        people.flatMap((of, i) =>
          groupOf(of) === group ? [{ isExposed: of.arm === "exposed", value: outcomes[i]!, weight: 1 }] : [],
        ),
      ),
    );
    return { id, question, groups: found, differ: differenceTest(found) };
  };
  const priceSensitivity = by(
    "price-sensitivity",
    "Does it work differently on people who look at cheap things and on people who look at dear ones?",
    priceGroups,
    priceGroupOf(people),
  );
  const stockState = by(
    "stock-state",
    "Does it work where what the person is looking at cannot be bought?",
    ["sold out", "in stock", "nothing in view"],
    stockGroupOf,
  );
  const otherTactics = by(
    "other-tactics",
    "Does it work where other tactics were shown in the day before?",
    ["none", "one", "two or more"],
    otherGroupOf(tacticId),
  );
  const saturation = doseEffects(people, options).dose;
  const pairs = orderEffects(people, outcomes, tacticId);
  const moved = cannibalization(people, { tacticId, windowMs, touchMs: responseMs, nowMs });
  const devices = deviceCells(people, outcome, windowMs);
  const grouped = [priceSensitivity, stockState, otherTactics];
  return {
    schema: "attune.measure.interactions/1",
    outcome,
    people: { exposed, heldOut: people.length - exposed },
    priceSensitivity,
    stockState,
    otherTactics,
    pairs,
    devices,
    saturation,
    cannibalization: moved,
    assumptions: assumptions(grouped.length),
    sensitivity: sensitivityOf(grouped),
    narrative: [
      ...grouped.map(differenceSentence(grouped.length)),
      slopeSentence(saturation.slope, "With each further touch the effect"),
      movedSentence(moved),
    ].join(" "),
  };
}

const priceGroups = ["looks at cheap things", "in between", "looks at dear things", "nothing viewed"];

/** Thirds of the price level of what people viewed before, relative to its category: price-sensitive people view cheap things. */
function priceGroupOf(people: readonly PersonHistory[]): (of: PersonHistory) => string {
  const levels = Float64Array.from(
    people.flatMap(({ priceLevel }) => (priceLevel === null ? [] : [priceLevel])),
  ).sort();
  const [low, high] = [levels[Math.floor(levels.length / 3)] ?? 0, levels[Math.floor((2 * levels.length) / 3)] ?? 0];
  return ({ priceLevel }) => {
    if (priceLevel === null) return priceGroups[3]!;
    if (priceLevel < low) return priceGroups[0]!;
    return priceLevel < high ? priceGroups[1]! : priceGroups[2]!;
  };
}

function stockGroupOf({ lastViewAt, markAt, zeroAt }: PersonHistory): string {
  if (lastViewAt === null || zeroAt - lastViewAt > freshMs) return "nothing in view";
  return markAt !== null && markAt >= lastViewAt ? "sold out" : "in stock";
}

const dayMs = 86_400_000;

function otherGroupOf(tacticId: string): (of: PersonHistory) => string {
  return ({ touches, zeroAt }) => {
    const others = new Set(
      touches
        .filter(
          ({ at, arm, tacticId: id }) => at < zeroAt && at >= zeroAt - dayMs && arm === "exposed" && id !== tacticId,
        )
        .map((touch) => touch.tacticId),
    );
    return others.size === 0 ? "none" : others.size === 1 ? "one" : "two or more";
  };
}

/** Device of the first touch by device of the order; the row's cells add up to the effect on the row's people (orders and revenue). */
function deviceCells(people: readonly PersonHistory[], outcome: HistoryOutcome, windowMs: number): DeviceCell[] {
  const devicesOf = (names: readonly string[]) => [...new Set(names)].sort();
  const from = devicesOf(people.map(({ device }) => device));
  const to = devicesOf(people.flatMap(({ laterOrders }) => laterOrders.map(({ device }) => device)));
  return from.flatMap((exposedOn) => {
    const rows = people.filter(({ device }) => device === exposedOn);
    return to.map((orderedOn) => ({
      exposedOn,
      orderedOn,
      effect: groupEffect(
        "",
        rows.map(({ arm, laterOrders, zeroAt }) => ({
          isExposed: arm === "exposed",
          value: amountOf(
            laterOrders.filter(({ at, device }) => device === orderedOn && at < zeroAt + windowMs),
            outcome,
          ),
          weight: 1,
        })),
      ).effect,
    }));
  });
}

function assumptions(questions: number): Assumption[] {
  return [
    {
      id: "randomized-holdout",
      statement: "Chance held people out, whatever group they are in: within a group exposed and held out are alike.",
      evidence:
        "The holdout is drawn by a hash of the person; groups are formed by what happened strictly before the first touch.",
      status: "pass",
    },
    {
      id: "groups-differ-by-more",
      statement: "Groups differ in their effect because of what they are named after.",
      evidence:
        "Chance did not put people into groups: those who look at cheap things differ in other ways, too. Pairs of tactics are randomized.",
      status: "warn",
    },
    {
      id: "many-questions",
      statement: "A difference between groups is not one found by looking at many.",
      evidence: `${questions} groupings were tested; each is called different below p = ${short(0.05 / questions)}.`,
      status: "pass",
    },
    {
      id: "no-spill-over",
      statement: "Those exposed took nothing from those held out.",
      evidence:
        "Where stock is short they do: what exposed people buy, held-out people cannot. Then the effect is overstated, at most twofold.",
      status: "warn",
    },
  ];
}

function sensitivityOf(grouped: readonly EffectsByGroup[]): { [key: string]: Json } {
  const told: { [key: string]: Json } = {};
  const sentences: string[] = [];
  for (const { id, groups } of grouped) {
    const known = groups.flatMap(({ effect }) => (isUndetermined(effect) ? [] : [effect.estimate]));
    if (known.length < 2) continue;
    const range = Math.max(...known) - Math.min(...known);
    told[`${id}-range`] = range;
    sentences.push(
      `${id} would be nothing if what else differs between its groups moved the effect by ${short(range)}`,
    );
  }
  return {
    ...told,
    inWords: `What would make it wrong: ${sentences.join("; ") || "nothing was found that could be wrong"}.`,
  };
}

function differenceSentence(questions: number): (of: EffectsByGroup) => string {
  return ({ id, groups, differ }) => {
    if (isUndetermined(differ)) return `By ${id} effects could not be compared: ${differ.undetermined.reason}`;
    if (differ.pValue >= 0.05 / questions)
      return `By ${id} effects cannot be told apart (p = ${short(differ.pValue)}).`;
    const known = groups
      .flatMap(({ group, effect }) => (isUndetermined(effect) ? [] : [{ group, estimate: effect.estimate }]))
      .sort((a, b) => a.estimate - b.estimate);
    const [low, high] = [known[0]!, known[known.length - 1]!];
    return `By ${id} effects differ (p = ${short(differ.pValue)}): from ${short(low.estimate)} (${low.group}) to ${short(high.estimate)} (${high.group}).`;
  };
}

function movedSentence({ attributed, shareNotNew }: InteractionReport["cannibalization"]): string {
  if (isUndetermined(shareNotNew)) return shareNotNew.undetermined.reason;
  return `Of ${short(attributed)} a person that would be credited to the tactic, ${short(100 * shareNotNew)} % would have come anyway.`;
}
