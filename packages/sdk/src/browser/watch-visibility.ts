const shareSeen = 0.5;
const seenForMs = 1_000;

/**
 * Calls back once, when at least half of the element (or as much of it as fills half of the screen) was visible for a second without a break, in a
 * page that was itself visible: the viewable impression of the Media Rating Council. Returns what ends the watch.
 */
export function watchVisibility(element: Element, onSeen: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new IntersectionObserver(
    (entries) => {
      const entry = entries.at(-1);
      if (entry === undefined) return;
      const { intersectionRatio, intersectionRect, rootBounds } = entry;
      const isVisible =
        intersectionRatio >= shareSeen || intersectionRect.height >= (rootBounds?.height ?? innerHeight) * shareSeen;
      if (!isVisible || intersectionRect.height === 0) {
        clearTimeout(timer);
        timer = undefined;
      } else timer ??= setTimeout(seen, seenForMs);
    },
    { threshold: [0, 0.1, 0.2, 0.3, 0.4, shareSeen, 0.75] },
  );
  function seen(): void {
    timer = undefined;
    if (document.visibilityState === "hidden") {
      timer = setTimeout(seen, seenForMs);
      return;
    }
    stop();
    onSeen();
  }
  function stop(): void {
    clearTimeout(timer);
    observer.disconnect();
  }
  observer.observe(element);
  return stop;
}
