import type { Writable } from "node:stream";
import { createProgressBar, type ProgressBar } from "./progress-bar.ts";

/** Work of several parts, one after another: each has a bar of its own. */
export interface BarOfParts {
  /** @param unit what is counted in the part that is under way */
  update(unit: string, done: number, total: number | null): void;
  end(): void;
}

export function createBarOfParts(output: Writable & { isTTY?: boolean }): BarOfParts {
  let bar: ProgressBar | null = null;
  let underway = "";
  return {
    update(unit, done, total) {
      if (bar === null || unit !== underway) {
        bar?.end();
        bar = createProgressBar(output, { unit, clock: Date.now });
        underway = unit;
      }
      bar.update(done, total);
    },
    end: () => bar?.end(),
  };
}
