import { historyOutcomes } from "@attune/measure/tactic/history-columns";
import { studyDesigns } from "@attune/model/effect-study";
import Type from "typebox";

const words = (description: string) => Type.Optional(Type.Array(Type.String(), { maxItems: 200, description }));
const word = (description: string) => Type.Optional(Type.String({ maxLength: 1000, description }));
const oneOf = (values: readonly string[], description: string) =>
  Type.Optional(Type.Unsafe<string>({ type: "string", enum: [...values], description }));

/** What may be said of a tactic whose rows come from the store. */
const tacticChoices = {
  tacticId: word("Study this tactic from the store. Absent: a file follows."),
  windowDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 365 })),
  lookbackDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 730 })),
  seed: word("Same seed, same answer."),
};

/** Body of `POST /v1/measure/effects`: the options of `attune measure effect`. */
export const effectBody = Type.Object(
  {
    design: Type.Unsafe<string>({ type: "string", enum: [...studyDesigns] }),
    ...tacticChoices,
    comparison: oneOf(["holdout", "unexposed"], "Whom the exposed are held against (tactic)."),
    graceMinutes: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000 })),
    groupBy: oneOf(["device", "channel", "source", "segment"], "What was rolled out at its own time (tactic)."),
    rolledOut: words("When each group was: phone=2026-06-15, phone=never (tactic). Absent: found from the exposures."),
    periodDays: Type.Optional(Type.Number({ minimum: 1, maximum: 365 })),
    outcome: word(`A column; of a tactic: ${historyOutcomes.join(", ")}.`),
    treatment: word("Column: 1 treated, 0 not; any number for iv."),
    covariates: words("Columns known before the treatment."),
    estimand: oneOf(["ate", "att", "overlap"], "Whose effect."),
    trim: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 0.5 })),
    isRandomized: Type.Optional(Type.Boolean()),
    negativeControls: words("Outcomes that the treatment cannot have moved."),
    metric: oneOf(["mahalanobis", "propensity"], "Distance for matching."),
    caliper: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    matches: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    replacement: Type.Optional(Type.Boolean()),
    exact: words("Equal within a match."),
    unit: word("Column: who is seen over time."),
    time: word("Column: a number or a date."),
    treated: word("Column: 1 in the treated group (did)."),
    post: word("Column: 1 after the start (did)."),
    firstTreated: word("Column: first treated time; empty or 0: never (did)."),
    control: oneOf(["never", "not-yet"], "Who serves as control (did)."),
    cluster: word("Column: who depends on each other (did)."),
    instruments: words("Columns that moved the treatment by chance (iv)."),
    controls: words("Adjusted for (iv); series (interrupted)."),
    treatedUnits: words("The units that were treated (synthetic-control)."),
    treatedFrom: word("First treated time."),
    running: word("Column whose cutoff decided (discontinuity)."),
    cutoff: Type.Optional(Type.Number()),
    bandwidth: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  { additionalProperties: false },
);

/** Body of `POST /v1/learn/uplift`: the options of `attune learn uplift`. */
export const upliftBody = Type.Object(
  {
    ...tacticChoices,
    outcome: word(`A column; of a tactic: ${historyOutcomes.join(", ")}.`),
    treatment: word("Column: what each person got."),
    control: word("Its value for those left alone."),
    treated: word("Its value for those treated."),
    features: words("Columns known before."),
    learner: oneOf(["s", "t", "x", "r", "dr", "forest"], "Default x."),
    base: oneOf(["trees", "ridge"], "Default trees."),
    testFraction: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
    observational: Type.Optional(Type.Boolean()),
    cost: Type.Optional(Type.Number({ minimum: 0 })),
    value: Type.Optional(Type.Number({ minimum: 0 })),
    budget: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
  },
  { additionalProperties: false },
);

/** Body of `POST /v1/measure/timing` and `POST /v1/measure/interactions`. */
export const responseBody = Type.Object(
  {
    tacticId: Type.String({ minLength: 1, maxLength: 1000 }),
    outcome: oneOf(historyOutcomes, "Default revenue."),
    comparison: oneOf(
      ["holdout", "unexposed"],
      "People against the held out, or visits against visits in which it was not shown (timing). Default: the holdout, where there is one.",
    ),
    windowDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 365 })),
    lookbackDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 730 })),
    responseHours: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 8760,
        description: "How long a response to one touch counts; default 24.",
      }),
    ),
    signal: word("The event whose time before the first touch is the delay; default Product Viewed."),
    soldOut: word("The event that says that what was looked at cannot be bought; default Product Unavailable."),
  },
  { additionalProperties: false },
);
