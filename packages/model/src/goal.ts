import Type from "typebox";
import type { Undetermined } from "./undetermined.ts";

/** What a tactic is to reach, and by when. */
export interface Goal {
  /** A metric that is declared or built in. */
  metricId: string;
  /** Relative change against people without the tactic: 0.1 is ten percent more. Absent: not said, which `check` warns of. */
  target?: number;
  /** The day by which it is to be known, epoch milliseconds. */
  byAt?: number;
  /** What the metric was before, where the author knows it. Absent: taken from the store when the tactic is first applied. */
  baseline?: number;
}

/** A tactic's metric as it was before the launch. */
export interface TacticBaseline {
  metricId: string;
  value: number | Undetermined;
  /** Business days it was taken over, both included; null where the author stated it. */
  from: string | null;
  to: string | null;
  /** Epoch milliseconds. */
  capturedAt: number;
}

/** `goal:` of a tactic in attune.yaml. */
export const goalEntrySchema = Type.Object(
  {
    metric: Type.String({ minLength: 1, maxLength: 100 }),
    target: Type.Optional(
      Type.Union([Type.Number(), Type.String({ pattern: "^[+-]?\\d+(\\.\\d+)? ?%$" })], {
        description: "Relative: 0.1 or `10 %`.",
      }),
    ),
    by: Type.Optional(Type.String()),
    baseline: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
);

export type GoalEntry = Type.Static<typeof goalEntrySchema>;
