import type { Assumption } from "@attune/model/effect-study";
import type { Effect } from "@attune/model/report";
import type { EffectsByGroup, OrderEffect } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

/** Effects side by side as lines of a terminal. */
export function groupEffectsText(
  { question, groups, differ }: EffectsByGroup,
  [with_, without]: readonly [string, string] = ["exposed", "held out"],
): string[] {
  const width = Math.max(...groups.map(({ group }) => group.length));
  return [
    "",
    question,
    ...groups.map(
      ({ group, exposed, heldOut, effect }) =>
        `  ${group.padEnd(width)}  ${effectText(effect)}  (${exposed} ${with_}, ${heldOut} ${without})`,
    ),
    isUndetermined(differ) ? `  ${differ.undetermined.reason}` : `  do they differ? p = ${short(differ.pValue)}`,
  ];
}

/** What another tactic before it does to this one. */
export function orderText(order: readonly OrderEffect[], how = "both by chance"): string[] {
  if (order.length === 0) return [];
  return [
    "",
    `With another tactic before it, less without, ${how}`,
    ...order.map(({ after, difference }) => `  ${after}  ${effectText(difference)}`),
  ];
}

export function assumptionsText(assumptions: readonly Assumption[]): string[] {
  return [
    "",
    "assumptions",
    ...assumptions.map(({ id, status, evidence }) => `  ${status.padEnd(4)}  ${id}: ${evidence}`),
  ];
}

export function effectText(effect: Effect | Undetermined): string {
  if (isUndetermined(effect)) return effect.undetermined.reason;
  return `${short(effect.estimate)} (95 %: ${short(effect.interval[0])} to ${short(effect.interval[1])})`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
