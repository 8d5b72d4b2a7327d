import { expect, it } from "vitest";
import { type ExperimentOptions, experimentReport } from "./experiment-report.ts";

function adjusted(options: Partial<ExperimentOptions>): number[] {
  const share = (successes: number) => ({ kind: "proportion" as const, statistics: { n: 10_000, successes } });
  const metric = (name: string, successes: number) => ({
    name,
    kind: "proportion" as const,
    direction: "increase" as const,
    arms: [share(1_000), share(successes)],
  });
  return experimentReport(
    {
      inputs: { data: "sums", sha256: "", rows: 0, units: 20_000 },
      variants: [
        { id: "a", units: 10_000 },
        { id: "b", units: 10_000 },
      ],
      crossovers: 0,
      metrics: [metric("first", 1_100), metric("second", 1_010), metric("third", 1_020)],
    },
    { control: "a", ...options },
  ).metrics.map(
    ({ comparisons }) => comparisons[0]!.adjustedPValue! / (comparisons[0]!.effect as { pValue: number }).pValue,
  );
}

it("all metrics are one family by Holm unless the first is set apart", () => {
  // Three comparisons: the smallest p is multiplied by three; apart it stays as it is.
  expect(adjusted({})[0]).toBeCloseTo(3, 9);
  expect(adjusted({ family: "primary-apart" })[0]).toBeCloseTo(1, 9);
  expect(adjusted({ family: "primary-apart" })[2]).toBeGreaterThan(1);
});
