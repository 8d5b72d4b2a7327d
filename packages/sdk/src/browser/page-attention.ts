import type { Track } from "./commerce.ts";

/**
 * Tells how long a page was looked at and how far down: `Page Left`, for each stretch until the page is hidden or left, with the seconds it was
 * visible and the deepest part of it, in percent, that was on the screen. Several stretches of one page add up.
 */
export function watchAttention(track: Track, now: () => number): void {
  let visibleSince = document.visibilityState === "visible" ? now() : null;
  let deepest = 0;

  function look(): void {
    const { scrollHeight } = document.documentElement;
    if (scrollHeight > 0) deepest = Math.max(deepest, Math.min(1, (scrollY + innerHeight) / scrollHeight));
  }
  function endStretch(): void {
    if (visibleSince === null) return;
    look();
    const visibleSeconds = Math.round((now() - visibleSince) / 100) / 10;
    visibleSince = null;
    track("Page Left", {
      path: location.pathname,
      visible_seconds: visibleSeconds,
      scroll_percent: Math.round(deepest * 100),
    });
  }
  addEventListener("scroll", look, { passive: true });
  addEventListener("pagehide", endStretch);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") endStretch();
    else visibleSince ??= now();
  });
}
