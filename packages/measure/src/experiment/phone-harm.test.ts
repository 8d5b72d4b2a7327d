import { expect, it } from "vitest";
import { experimentReport } from "./experiment-report.ts";
import type { ArmSums } from "./metric-input.ts";

const share = (successes: number): ArmSums => ({ kind: "proportion", statistics: { n: 10_000, successes } });

function reportWith(onPhones: number) {
  return experimentReport(
    {
      inputs: { data: "sums", sha256: "", rows: 0, units: 40_000 },
      variants: [
        { id: "control", units: 20_000 },
        { id: "new", units: 20_000 },
      ],
      crossovers: 0,
      metrics: [
        {
          name: "conversion",
          kind: "proportion",
          direction: "increase",
          arms: [
            { kind: "proportion", statistics: { n: 20_000, successes: 1_000 } },
            { kind: "proportion", statistics: { n: 20_000, successes: 800 + onPhones } },
          ],
          segments: [
            { column: "device", value: "desktop", arms: [share(500), share(800)] },
            { column: "device", value: "phone", arms: [share(500), share(onPhones)] },
          ],
        },
      ],
    },
    { control: "control" },
  ).checks.find(({ id }) => id === "phone-harm");
}

it("rings where phones are harmed although everyone together gains", () => {
  expect(reportWith(380)).toMatchObject({
    status: "warn",
    statistic: 1,
    message: expect.stringMatching(/^Alarm: on phones conversion/),
  });
  expect(reportWith(510)).toMatchObject({ status: "pass" });
});
