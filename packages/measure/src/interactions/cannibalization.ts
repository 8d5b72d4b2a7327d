import type { Cannibalization } from "@attune/model/interaction-report";
import { isUndetermined, undetermined } from "@attune/model/undetermined";
import type { PersonHistory } from "../tactic/person-history.ts";
import { groupEffect } from "../timing/effects-by-group.ts";
import { touchTimes } from "../timing/touch-sequence.ts";

export interface CannibalizationOptions {
  tacticId: string;
  windowMs: number;
  /** An order this soon after a touch would be credited to it. */
  touchMs: number;
  nowMs: number;
}

/**
 * What a report by last touch would credit to the tactic, and what of it is new: revenue of touched visits and of all else, exposed less held
 * out, in the window and in as long a time after it. Revenue that touched visits gain and others lose was only moved.
 */
export function cannibalization(people: readonly PersonHistory[], options: CannibalizationOptions): Cannibalization {
  const { tacticId, windowMs, touchMs, nowMs } = options;
  const split = people.map((person) => {
    const times = touchTimes(person, tacticId);
    const isTouched = (at: number) => times.some((touch) => at >= touch && at < touch + touchMs);
    const within = person.laterOrders.filter(({ at }) => at < person.zeroAt + windowMs);
    const after = person.laterOrders.filter(({ at }) => at >= person.zeroAt + windowMs);
    const sum = (orders: readonly { amount: number }[]) => orders.reduce((total, { amount }) => total + amount, 0);
    const touched = sum(within.filter(({ at }) => isTouched(at)));
    const all = sum(within);
    return { person, touched, elsewhere: all - touched, all, after: sum(after) };
  });
  const effect = (value: (of: (typeof split)[number]) => number, among = split) =>
    groupEffect(
      "",
      among.map((of) => ({ isExposed: of.person.arm === "exposed", value: value(of), weight: 1 })),
    ).effect;
  const exposed = split.filter(({ person }) => person.arm === "exposed");
  const attributed = exposed.reduce((sum, { touched }) => sum + touched, 0) / exposed.length;
  const incremental = effect(({ all }) => all);
  const followed = split.filter(({ person }) => person.zeroAt + 2 * windowMs <= nowMs);
  return {
    attributed,
    incremental,
    inTouchedVisits: effect(({ touched }) => touched),
    elsewhere: effect(({ elsewhere }) => elsewhere),
    afterWindow: effect(({ after }) => after, followed),
    shareNotNew:
      isUndetermined(incremental) || !(attributed > 0)
        ? undetermined("nothing-attributed", "Nobody bought soon after a touch, so nothing would be credited to it.")
        : 1 - incremental.estimate / attributed,
  };
}
