import type { MethodEstimate } from "@attune/model/effect-study";
import { methodEstimate } from "./method-estimate.ts";
import type { Panel } from "./panel.ts";

/**
 * The coefficient of "treated by now" with unit and period effects, clustered by unit. With roll-outs at different times and effects that
 * grow it compares late with early adopters and can have the wrong sign: it is shown beside the group-time effects, not instead of them.
 * `clusters[unit]` names groups of units that depend on each other.
 * @see Goodman-Bacon (2021), J. Econometrics 225, 254–277; de Chaisemartin and D'Haultfœuille (2020)
 */
export function twoWayFixedEffects(panel: Panel, groupOf: Float64Array, clusters?: readonly string[]): MethodEstimate {
  const width = panel.periods.length;
  const units = panel.units.length;
  const outcome = demeanedTwice(panel.outcome, units, width);
  const treatment = demeanedTwice(
    panel.outcome.map((_, cell) => (panel.periods[cell % width]! >= groupOf[Math.floor(cell / width)]! ? 1 : 0)),
    units,
    width,
  );
  let square = 0;
  let product = 0;
  for (let i = 0; i < outcome.length; i++) {
    square += treatment[i]! * treatment[i]!;
    product += treatment[i]! * outcome[i]!;
  }
  const effect = product / square;
  const scores = new Map<string, number>();
  for (let unit = 0; unit < units; unit++) {
    const name = clusters?.[unit] ?? String(unit);
    let score = scores.get(name) ?? 0;
    for (let cell = unit * width; cell < (unit + 1) * width; cell++) {
      score += treatment[cell]! * (outcome[cell]! - effect * treatment[cell]!);
    }
    scores.set(name, score);
  }
  const meat = [...scores.values()].reduce((sum, score) => sum + score * score, 0);
  const count = scores.size;
  return methodEstimate("twfe", effect, Math.sqrt((meat * count) / (count - 1)) / square, count - 1);
}

/** Less the unit's and the period's mean, plus the grand mean. */
function demeanedTwice(values: Float64Array, units: number, width: number): Float64Array {
  const byUnit = new Float64Array(units);
  const byPeriod = new Float64Array(width);
  let total = 0;
  values.forEach((value, cell) => {
    byUnit[Math.floor(cell / width)]! += value / width;
    byPeriod[cell % width]! += value / units;
    total += value / values.length;
  });
  return values.map((value, cell) => value - byUnit[Math.floor(cell / width)]! - byPeriod[cell % width]! + total);
}
