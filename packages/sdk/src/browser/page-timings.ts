import type { JsonObject } from "@attune/model/json";
import type { Track } from "./commerce.ts";

/** What a visitor waited for, once for each page that is in the sample. */
export interface PageTimings {
  /** A decision came, or did not come in time. */
  decided(tookMs: number, isLate: boolean): void;
  /** A slot shows what was decided, so long after the client began. */
  shown(afterMs: number): void;
}

/** Of an interaction, in the browser's performance timeline. */
type InteractionEntry = PerformanceEntry & { interactionId?: number };

/**
 * Gathers timings and tells them once, as `Page Timed`, when the page is first hidden: largest contentful paint, the slowest interaction (INP as
 * web.dev defines it, but for its leave of one in 50 interactions), the layout shift of the whole page, the slowest decision and the last slot.
 */
export function measurePage(track: Track): PageTimings {
  const measured: JsonObject = {};
  const keepGreatest = (name: string, value: number) => {
    measured[name] = Math.max(Number(measured[name] ?? 0), Math.round(value));
  };

  observe("largest-contentful-paint", (entry) => {
    measured.lcp_ms = Math.round(entry.startTime);
  });
  observe("event", (entry: InteractionEntry) => {
    if ((entry.interactionId ?? 0) > 0) keepGreatest("inp_ms", entry.duration);
  });
  observe("layout-shift", (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) measured.layout_shift = Number(measured.layout_shift ?? 0) + value;
  });

  let isTold = false;
  function tell(): void {
    if (isTold || document.visibilityState !== "hidden") return;
    isTold = true;
    track("Page Timed", { path: location.pathname, ...measured });
  }
  document.addEventListener("visibilitychange", tell);
  return {
    decided(tookMs, isLate) {
      keepGreatest("decide_ms", tookMs);
      if (isLate) measured.decide_late = true;
    },
    shown: (afterMs) => keepGreatest("slot_ms", afterMs),
  };
}

function observe(type: string, note: (entry: PerformanceEntry) => void): void {
  try {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
    // Interactions shorter than 40 ms are no trouble to anybody, and many.
    observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit);
  } catch {
    // This browser does not measure it.
  }
}
