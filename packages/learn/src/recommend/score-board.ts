/**
 * Scores of items while a model adds them up: dense storage, and the list of items that were touched, so that clearing and reading cost
 * what was written and not the size of the catalogue. One board serves one request at a time.
 */
export interface ScoreBoard {
  readonly itemCount: number;
  /** Adds to the score of an item; the item becomes a candidate. */
  add(item: number, value: number): void;
  /** Replaces the score of a candidate. */
  set(item: number, value: number): void;
  /** Score of an item; 0 where it was never touched. */
  scoreOf(item: number): number;
  /** Indices of the candidates, in the order they were touched; valid until the next `clear`. */
  touched(): Uint32Array;
  /** Takes an item out of the candidates. */
  remove(item: number): void;
  clear(): void;
}

export function createScoreBoard(itemCount: number): ScoreBoard {
  const scores = new Float64Array(itemCount);
  /** `mark[item] === epoch` where the item is a candidate, `epoch + 1` where it was taken out. */
  const mark = new Uint32Array(itemCount);
  const list = new Uint32Array(itemCount);
  let epoch = 2;
  let count = 0;

  return {
    itemCount,
    add(item, value) {
      if (mark[item] === epoch) scores[item]! += value;
      else if (mark[item] !== epoch + 1) {
        mark[item] = epoch;
        scores[item] = value;
        list[count++] = item;
      }
    },
    set(item, value) {
      scores[item] = value;
    },
    scoreOf: (item) => (mark[item] === epoch ? scores[item]! : 0),
    touched() {
      let kept = 0;
      for (let i = 0; i < count; i++) {
        const item = list[i]!;
        if (mark[item] === epoch) list[kept++] = item;
      }
      count = kept;
      return list.subarray(0, count);
    },
    remove(item) {
      mark[item] = epoch + 1;
    },
    clear() {
      count = 0;
      epoch += 2;
      if (epoch >= 0xffff_fffc) {
        mark.fill(0);
        epoch = 2;
      }
    },
  };
}
