import type { ScenarioResult } from "@attune/model/scenario-report";
import { formatCount, formatPercent } from "../format/number.ts";

/** The labels of a scenario's funnels, in the order of its file. */
export const funnelsOf = ({ funnels }: Pick<ScenarioResult, "funnels">): string[] => funnels.map(({ label }) => label);

/** What is no share though it is small: prices, and factors by which something is multiplied. */
const bare = /^(?:costs|approaches|calibration)\b|\.(?:cost\.|saturation|fatigue)/;

/** How a number of a scenario is written: a share as percent, an amount with its thousands, at most four digits that count. */
export function quantityFormat({
  path,
  low,
  high,
}: {
  path: string;
  low: number;
  high: number;
}): (value: number) => string {
  if (!bare.test(path) && Math.abs(low) <= 1.5 && Math.abs(high) <= 1.5) return (share) => formatPercent(share);
  return (value) => (Math.abs(value) >= 999.5 ? formatCount(value) : String(Number(value.toPrecision(4))));
}
