import type { NamedQuery } from "./named-query.ts";

/** One row per device and measurement; counts are decimal strings. */
export interface PageTimingsRow {
  device: string;
  /** `lcp_ms`, `inp_ms`, `layout_shift`, `decide_ms`, `slot_ms`, … as the client names it. */
  measured: string;
  pages: string;
  p50: number;
  p70: number;
  p75: number;
  p80: number;
  p95: number;
}

/** The share p of n values: the one at place ⌊pn⌋ of them, from 0, ascending. */
const quantile = (share: number) => `quantileExact(${share})(value)`;

/** What the browsers of real people measured at t with fromMs ≤ t < toMs, by device and measurement; of a tenth of the pages, as the client samples them. */
export const pageTimings: NamedQuery = {
  parameters: { fromMs: "Int64", toMs: "Int64" },
  text: `
SELECT device, measured, count() AS pages, ${quantile(0.5)} AS p50, ${quantile(0.7)} AS p70, ${quantile(0.75)} AS p75,
  ${quantile(0.8)} AS p80, ${quantile(0.95)} AS p95
FROM (
  SELECT toString(device) AS device, toString(property.1) AS measured, property.2 AS value
  FROM (
    SELECT device, arrayJoin(arrayZip(propertyNames, propertyValues)) AS property
    FROM page_times
    WHERE at >= {fromMs:Int64} AND at < {toMs:Int64}
  )
)
GROUP BY device, measured
ORDER BY device, measured`,
};
