import type { Decide, Decisions } from "./decide-within.ts";

/** Asks for one placement; those asked for in one turn of the page travel in one request. */
export type DecideOne = (placementId: string) => Promise<Decisions>;

/** @param prefetched asked for at once; whoever asks for them first gets that answer */
export function gatherDecisions(decide: Decide, prefetched: readonly string[]): DecideOne {
  const ahead = new Map<string, Promise<Decisions>>();
  let gathering: { placements: Set<string>; decisions: Promise<Decisions> } | null = null;

  if (prefetched.length > 0) {
    const decisions = decide(prefetched);
    for (const placementId of prefetched) ahead.set(placementId, decisions);
  }
  return (placementId) => {
    const present = ahead.get(placementId);
    if (present !== undefined) {
      ahead.delete(placementId);
      return present;
    }
    if (gathering === null) {
      const placements = new Set<string>();
      const decisions = turnEnd().then(() => {
        gathering = null;
        return decide([...placements]);
      });
      gathering = { placements, decisions };
    }
    gathering.placements.add(placementId);
    return gathering.decisions;
  };
}

/** While the page is read, slots come up one by one: those of one piece belong together. */
function turnEnd(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === "loading") setTimeout(resolve, 0);
    else queueMicrotask(resolve);
  });
}
