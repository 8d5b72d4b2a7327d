import type { OrderEffect } from "@attune/model/timing-report";
import type { PersonHistory } from "../tactic/person-history.ts";
import { effectDifference, groupEffect } from "./effects-by-group.ts";

/**
 * The effect of the tactic among those to whom another one had been shown before, against those from whom chance had withheld that other
 * one: both were there to meet it, so only the other tactic differs. One row per other tactic that was met before by at least 20 of each.
 * @param outcomes of the people, in their order
 */
export function orderEffects(
  people: readonly PersonHistory[],
  outcomes: Float64Array,
  tacticId: string,
): OrderEffect[] {
  const met = people.map(({ touches, zeroAt }) => {
    const first = new Map<string, string>();
    for (const touch of touches) {
      if (touch.at < zeroAt && touch.tacticId !== tacticId && !first.has(touch.tacticId))
        first.set(touch.tacticId, touch.arm);
    }
    return first;
  });
  const others = [...new Set(met.flatMap((first) => [...first.keys()]))].sort();
  return others
    .map((after) => {
      const among = (arm: string, group: string) =>
        groupEffect(
          group,
          people.flatMap((person, i) =>
            met[i]!.get(after) === arm ? [{ isExposed: person.arm === "exposed", value: outcomes[i]!, weight: 1 }] : [],
          ),
        );
      const shown = among("exposed", `${after} shown before`);
      const withheld = among("tactic-holdout", `${after} withheld before`);
      return { after, shown, withheld, difference: effectDifference(shown, withheld) };
    })
    .filter(({ shown, withheld }) => Math.min(shown.exposed, shown.heldOut, withheld.exposed, withheld.heldOut) >= 20);
}
