import type { Json } from "@attune/model/json";
import { compareBytes } from "../compare-bytes.ts";
import { type AnalyticsRows, type AnswerRow, groupBy } from "./analytics-rows.ts";

/** Twin of `sql/page-timings.sql.ts`. */
export function pageTimings(rows: AnalyticsRows, { fromMs, toMs }: Record<string, Json>): AnswerRow[] {
  const measured = rows.events
    .filter(
      ({ name, actor, at }) => name === "Page Timed" && actor === "person" && at >= Number(fromMs) && at < Number(toMs),
    )
    .flatMap(({ device, propertyNames, propertyValues }) =>
      propertyNames.map((property, place) => ({ device, property, value: propertyValues[place]! })),
    );
  return [...groupBy(measured, ({ device }) => device)]
    .sort(([a], [b]) => compareBytes(a, b))
    .flatMap(([device, ofDevice]) =>
      [...groupBy(ofDevice, ({ property }) => property)]
        .sort(([a], [b]) => compareBytes(a, b))
        .map(([property, found]) => {
          const values = found.map(({ value }) => value).sort((a, b) => a - b);
          const quantile = (share: number) => values[Math.floor(share * values.length)]!;
          return {
            device,
            measured: property,
            pages: `${values.length}`,
            p50: quantile(0.5),
            p70: quantile(0.7),
            p75: quantile(0.75),
            p80: quantile(0.8),
            p95: quantile(0.95),
          };
        }),
    );
}
