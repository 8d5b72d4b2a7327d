import type { Engine } from "@attune/engine/runtime/engine";
import type { PageTiming, PageTimings } from "@attune/model/page-timings";

const dayMs = 86_400_000;
const settleMs = 30_000;

/** How fast pages were for real people in the last days. */
export async function pageTimings(engine: Engine, days: number, now: number): Promise<PageTimings> {
  await engine.settled(settleMs);
  const rows = await engine.stores.analytics.query("page-timings", { fromMs: now - days * dayMs, toMs: now + 1 });
  return {
    schema: "attune.measure.page-timings/1",
    computedAt: new Date(now).toISOString(),
    days,
    timings: rows.map(
      ({ device, measured, pages, p50, p70, p75, p80, p95 }): PageTiming => ({
        device: String(device),
        measured: String(measured),
        pages: Number(pages),
        p50: Number(p50),
        p75: Number(p75),
        p95: Number(p95),
        around75: [Number(p70), Number(p80)],
      }),
    ),
  };
}

/** From so many pages on the true .75 lies between the shares .7 and .8 with 80 % (normal bounds of the binomial rank). */
const leastPages = 150;

/** A measurement on the device from which most pages came; null where too few were measured. */
export function busiestTiming({ timings }: PageTimings, measured: string): PageTiming | null {
  const [busiest] = timings.filter((timing) => timing.measured === measured).sort((a, b) => b.pages - a.pages);
  return busiest === undefined || busiest.pages < leastPages ? null : busiest;
}
