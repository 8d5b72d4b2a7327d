import type { Assumption } from "./forecast-record.ts";

/** An assumption and what became of it. */
export interface JudgedAssumption extends Assumption {
  forecastId: string;
  observed: number | null;
  /** `open` while nothing was observed. */
  verdict: "held" | "failed" | "open";
}

/** The assumptions of all forecasts, those that failed first, by how far they were off relative to their range. */
export function judgeAssumptions(
  forecasts: readonly { id: string; assumptions: readonly Assumption[] }[],
  observed: ReadonlyMap<string, number>,
): JudgedAssumption[] {
  const judged = forecasts.flatMap(({ id, assumptions }) =>
    assumptions.map((assumption): JudgedAssumption => {
      const seen = observed.get(assumption.name) ?? null;
      const holds = seen !== null && seen >= assumption.low && seen <= assumption.high;
      return {
        ...assumption,
        forecastId: id,
        observed: seen,
        verdict: seen === null ? "open" : holds ? "held" : "failed",
      };
    }),
  );
  return judged.sort((a, b) => distance(b) - distance(a));
}

/** Outside the range in units of its half: above 0 failed; −1 inside; −2 open. */
function distance({ observed, low, high, verdict }: JudgedAssumption): number {
  if (observed === null) return -2;
  if (verdict === "held") return -1;
  const half = (high - low) / 2;
  const outside = Math.max(low - observed, observed - high);
  return half > 0 ? outside / half : Infinity;
}
