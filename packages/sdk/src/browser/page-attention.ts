import type { Track } from "./commerce.ts";

/**
 * Tells how long a page was looked at and how far down: `Page Left`, for each stretch until the page is hidden or left, with the seconds it was visible.
 * The first one also tells `scroll_depth`, the deepest part that was on the screen, 0 to 1: so the metric of that name counts each page once.
 */
export function watchAttention(track: Track, now: () => number): void {
  let visibleSince = document.visibilityState === "visible" ? now() : null;
  let deepest: number | null = 0;

  function look(): void {
    const { scrollHeight } = document.documentElement;
    if (deepest !== null && scrollHeight > 0)
      deepest = Math.max(deepest, Math.min(1, (scrollY + innerHeight) / scrollHeight));
  }
  function endStretch(): void {
    if (visibleSince === null) return;
    look();
    const visibleSeconds = Math.round((now() - visibleSince) / 100) / 10;
    visibleSince = null;
    track("Page Left", {
      path: location.pathname,
      visible_seconds: visibleSeconds,
      ...(deepest === null ? {} : { scroll_depth: Math.round(deepest * 100) / 100 }),
    });
    deepest = null;
  }
  addEventListener("scroll", look, { passive: true });
  addEventListener("pagehide", endStretch);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") endStretch();
    else visibleSince ??= now();
  });
}
