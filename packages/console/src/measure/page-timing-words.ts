import { humanize } from "../format/words.ts";

interface MeasuredWords {
  words: string;
  format: (value: number) => string;
  /** Three quarters of the pages within it count as good (web.dev, Core Web Vitals; of slots the client's own limit); null: nobody says. */
  goodUntil: number | null;
}

const ms = (value: number): string => (value >= 1_000 ? `${(value / 1_000).toFixed(1)} s` : `${Math.round(value)} ms`);
const bare = (value: number): string => value.toFixed(2);

const known: Readonly<Record<string, MeasuredWords>> = {
  lcp_ms: { words: "Until the largest part stands (LCP)", format: ms, goodUntil: 2_500 },
  inp_ms: { words: "Until it reacts (INP)", format: ms, goodUntil: 200 },
  layout_shift: { words: "How much it jumps (CLS)", format: bare, goodUntil: 0.1 },
  decide_ms: { words: "The slowest decision", format: ms, goodUntil: null },
  slot_ms: { words: "Until the last slot is filled", format: ms, goodUntil: 300 },
};

/** What a measurement of the client means, and how its values are written. */
export function measuredWords(measured: string): MeasuredWords {
  return Object.hasOwn(known, measured)
    ? known[measured]!
    : { words: humanize(measured), format: measured.endsWith("_ms") ? ms : bare, goodUntil: null };
}
