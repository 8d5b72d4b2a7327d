import type { Offset } from "@attune/model/log-entry";

/** Index of the first entry at or after an offset, among ascending ones; their number where there is none. Logarithmic. */
export function indexOfEntry(entries: ReadonlyArray<{ offset: Offset }>, offset: Offset): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
