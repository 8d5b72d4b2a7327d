import type { ScoreBoard } from "./score-board.ts";

/** Items and their scores, best first. */
export interface RankedItems {
  items: Uint32Array;
  scores: Float64Array;
}

/**
 * The `limit` candidates of the board with the highest scores, best first; equal scores: the lower item index first, so that the same
 * input gives the same list everywhere. Fewer where there are fewer candidates. O(candidates · log limit).
 */
export function topItems(board: ScoreBoard, limit: number): RankedItems {
  const candidates = board.touched();
  const size = Math.min(limit, candidates.length);
  const heapItems = new Uint32Array(size);
  const heapScores = new Float64Array(size);
  if (size === 0) return { items: heapItems, scores: heapScores };

  /** True where a ranks behind b. The root of the heap is the worst of those kept. */
  const behind = (scoreA: number, itemA: number, scoreB: number, itemB: number) =>
    scoreA < scoreB || (scoreA === scoreB && itemA > itemB);

  function sink(from: number, length: number, score: number, item: number): void {
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= length) break;
      const right = child + 1;
      if (right < length && behind(heapScores[right]!, heapItems[right]!, heapScores[child]!, heapItems[child]!))
        child = right;
      if (!behind(heapScores[child]!, heapItems[child]!, score, item)) break;
      heapScores[hole] = heapScores[child]!;
      heapItems[hole] = heapItems[child]!;
      hole = child;
    }
    heapScores[hole] = score;
    heapItems[hole] = item;
  }

  for (let i = 0; i < size; i++) {
    heapItems[i] = candidates[i]!;
    heapScores[i] = board.scoreOf(candidates[i]!);
  }
  for (let i = (size >> 1) - 1; i >= 0; i--) sink(i, size, heapScores[i]!, heapItems[i]!);
  for (let i = size; i < candidates.length; i++) {
    const item = candidates[i]!;
    const score = board.scoreOf(item);
    if (behind(heapScores[0]!, heapItems[0]!, score, item)) sink(0, size, score, item);
  }
  for (let last = size - 1; last > 0; last--) {
    const score = heapScores[last]!;
    const item = heapItems[last]!;
    heapScores[last] = heapScores[0]!;
    heapItems[last] = heapItems[0]!;
    sink(0, last, score, item);
  }
  return { items: heapItems, scores: heapScores };
}
