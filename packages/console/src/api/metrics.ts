import type { MetricUnit } from "@attune/model/metric";
import { useGet } from "./get.ts";

/** What goals, experiments and reports can name. */
export interface MetricName {
  metricId: string;
  name: string;
  unit: MetricUnit;
  direction: "increase" | "decrease";
  types: string[];
  isOwn: boolean;
}

export const useMetrics = () => useGet<{ metrics: MetricName[] }>("/v1/metrics");
