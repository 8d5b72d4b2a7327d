/** What the browsers of real people measured of pages, of those that agreed to be measured; a tenth of the pages unless the client says otherwise. */
export interface PageTimings {
  schema: "attune.measure.page-timings/1";
  computedAt: string;
  days: number;
  timings: PageTiming[];
}

/** One measurement on one kind of device. Times in milliseconds; `layout_shift` has no unit. */
export interface PageTiming {
  /** Empty: not known. */
  device: string;
  /** `lcp_ms`, `inp_ms`, `layout_shift`, `decide_ms`, `slot_ms`. */
  measured: string;
  pages: number;
  /** Half of the pages, three quarters and nineteen of twenty were at most so slow. */
  p50: number;
  p75: number;
  p95: number;
  /** The shares .7 and .8: what .75 may be, from 150 pages on. */
  around75: [number, number];
}
