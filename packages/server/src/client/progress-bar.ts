import type { Writable } from "node:stream";

/** How far some work is, on standard error, once it has taken more than a second. */
export interface ProgressBar {
  /** `total` null: unknown. `done` counts `unit`s; `share` (0 to 1) says how much of the whole is done where that is known otherwise. */
  update(done: number, total: number | null, share?: number): void;
  /** Draws the last state and ends the line, if anything was drawn. */
  end(): void;
}

const firstAfterMs = 1_000;
/** A terminal is redrawn often; a log file gets a line now and then. */
const drawEveryMs = { terminal: 200, file: 5_000 };
const width = 24;

export function createProgressBar(
  output: Writable & { isTTY?: boolean },
  { unit, clock }: { unit: string; clock: () => number },
): ProgressBar {
  const isTerminal = output.isTTY === true;
  const startedAt = clock();
  let drawnAt = startedAt + firstAfterMs - (isTerminal ? drawEveryMs.terminal : drawEveryMs.file);
  let last: { done: number; total: number | null; share: number | null } | null = null;
  let hasDrawn = false;

  function draw(): void {
    if (last === null) return;
    const text = progressText({ ...last, unit, seconds: (clock() - startedAt) / 1000 });
    output.write(isTerminal ? `\r\u001b[2K${text}` : `${text}\n`);
    hasDrawn = true;
  }

  return {
    update(done, total, share) {
      last = { done, total, share: share ?? (total === null || total === 0 ? null : done / total) };
      const now = clock();
      if (now - startedAt < firstAfterMs || now - drawnAt < (isTerminal ? drawEveryMs.terminal : drawEveryMs.file))
        return;
      drawnAt = now;
      draw();
    },
    end() {
      if (!hasDrawn) return;
      draw();
      if (isTerminal) output.write("\n");
    },
  };
}

interface ProgressState {
  done: number;
  total: number | null;
  share: number | null;
  unit: string;
  seconds: number;
}

/** `[████████                ]  33 %  181,220 rows  52,310 rows/s  7 s left`; what is not known is left out, and so is a rate below one a second. */
export function progressText({ done, total, share, unit, seconds }: ProgressState): string {
  const count =
    total === null ? done.toLocaleString("en") : `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  // Work that does not count itself: the time that goes by shows that it lives.
  if (share === null && done === 0 && seconds >= 1) return `working, ${duration(seconds)} so far`;
  const rate = done >= seconds && seconds > 0 ? `  ${Math.round(done / seconds).toLocaleString("en")} ${unit}/s` : "";
  if (share === null) return `${count} ${unit}${rate}`;
  const bounded = Math.min(1, Math.max(0, share));
  const filled = Math.round(bounded * width);
  const bar = "█".repeat(filled).padEnd(width);
  const left = bounded > 0.01 && bounded < 1 ? `  ${duration((seconds * (1 - bounded)) / bounded)} left` : "";
  return `[${bar}] ${String(Math.floor(bounded * 100)).padStart(3)} %  ${count} ${unit}${rate}${left}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 90 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
