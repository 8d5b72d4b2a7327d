import { lineChart } from "@attune/charts/line-chart";
import type { EffectTimeline as Timeline } from "@attune/model/experiment-report";
import type { MetricUnit } from "@attune/model/metric";
import { isUndetermined } from "@attune/model/undetermined";
import { formatDate } from "../format/time.ts";
import { Chart } from "../parts/chart.tsx";
import form from "../parts/form.module.css";
import { formatDifference } from "./metric-words.ts";

interface EffectTimelineProps {
  title: string;
  days: Timeline["days"];
  unit: MetricUnit;
  currency: string | null;
}

/** How a difference developed, everyone seen up to each day, within the band that holds on all days together. */
export function EffectTimeline({ title, days, unit, currency }: EffectTimelineProps) {
  const points = days.flatMap(({ day, effect }) =>
    isUndetermined(effect) || effect.interval[0] === null || effect.interval[1] === null
      ? []
      : [{ x: Date.parse(day), y: effect.estimate, low: effect.interval[0], high: effect.interval[1] }],
  );
  if (points.length < 2)
    return (
      <p className={form.note}>It can be drawn from the second day on which enough people were seen on both sides.</p>
    );
  const draw = (width: number) =>
    lineChart({
      width,
      title,
      series: [{ label: "difference, always-valid interval", color: "#2563a8", points }],
      formatX: (at) => formatDate(at, "UTC").replace(/ \d{4}$/, ""),
      formatY: (value) => formatDifference(value, unit, currency),
    });
  return <Chart draw={draw} label={title} />;
}
