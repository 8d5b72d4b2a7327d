import { fanChart } from "@attune/charts/fan-chart";
import { tornadoChart } from "@attune/charts/tornado-chart";
import { waterfallChart } from "@attune/charts/waterfall-chart";
import { quantityName } from "@attune/forecast/scenario/quantity-name";
import type { ScenarioResult } from "@attune/model/scenario-report";
import { Chart } from "../parts/chart.tsx";
import { Panel } from "../parts/panel.tsx";
import { funnelsOf, quantityFormat } from "./quantity-words.ts";

interface ScenarioChartsProps {
  result: ScenarioResult;
  money: (amount: number) => string;
}

const mostBars = 8;

/** How it may develop, where the middle comes from, and what makes it uncertain. */
export function ScenarioCharts({ result, money }: ScenarioChartsProps) {
  const { bands, waterfall, tornado, central } = result;
  return (
    <>
      <Panel title="Money so far, month by month" aside="The middle, and where 8 of 10 draws lie">
        <Chart
          label="Cumulative net by month, with the range of 8 in 10 draws"
          draw={(width) =>
            fanChart({
              width,
              title: "Cumulative net by month",
              points: bands.months.map(({ month, cumulativeNet: { p10, p50, p90 } }) => ({
                x: month,
                middle: p50,
                ranges: [[p10, p90]],
              })),
              formatX: (month) => `month ${month}`,
              formatY: money,
              reference: 0,
            })
          }
        />
      </Panel>
      <Panel title="Where it comes from" aside="Central case, present value">
        <Chart
          label="From nothing to the net present value"
          least={560}
          draw={(width) =>
            waterfallChart({
              width,
              title: "From nothing to the net present value",
              steps: waterfall,
              totalLabel: "net present value",
              format: money,
            })
          }
        />
      </Panel>
      <Panel title="What makes it uncertain" aside="Each number at its P10 (pale) and P90, the others at their middle">
        <Chart
          label="What becomes of the net present value, number by number"
          least={560}
          draw={(width) =>
            tornadoChart({
              width,
              title: "What becomes of the net present value",
              center: central.npv,
              rows: tornado.slice(0, mostBars).map(({ path, low, high, npvAtLow, npvAtHigh }) => {
                const figure = quantityFormat({ path, low, high });
                return {
                  label: shortened(quantityName(path, funnelsOf(result))),
                  atLow: npvAtLow,
                  atHigh: npvAtHigh,
                  low: figure(low),
                  high: figure(high),
                };
              }),
              format: money,
            })
          }
        />
      </Panel>
    </>
  );
}

const labelLength = 38;
const shortened = (label: string): string =>
  label.length <= labelLength ? label : `${label.slice(0, labelLength - 1)}…`;
