import Type from "typebox";

const word = (description: string) => Type.Optional(Type.String({ maxLength: 1000, description }));
const oneOf = (values: readonly string[], description: string) =>
  Type.Optional(Type.Unsafe<string>({ type: "string", enum: [...values], description }));

const htmlPage = Type.Optional(
  Type.Array(Type.Enum(["html"]), { description: "Adds the report as one page, `html`, to the result." }),
);

/** Where purchases come from, and which columns hold what. */
const purchaseColumns = {
  source: oneOf(["store", "transactions", "summary"], "`store` needs no file; for the others one follows."),
  customer: word("Column: who bought (transactions)."),
  date: word("Column: when (transactions)."),
  amount: word("Column, or two as a product: `Quantity*Price` (transactions)."),
  currency: word("Column that must be the same in every row (transactions)."),
  refunds: oneOf(["refuse", "subtract", "subtract-known", "ignore"], "What to do with amounts of 0 and below."),
};

/** Body of `POST /v1/forecast/lifetime`: the options of `attune forecast lifetime`. */
export const lifetimeBody = Type.Object(
  {
    ...purchaseColumns,
    unit: oneOf(["day", "week", "month", "year"], "Of time."),
    model: oneOf(["auto", "bg-nbd", "mbg-nbd", "pareto-nbd", "bg-bb", "sbg"], "Of purchases."),
    calibrationEnd: word("The models learn up to this day."),
    horizon: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
    discountRate: Type.Optional(Type.Number({ minimum: 0, maximum: 10, description: "A year." })),
    margin: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    season: Type.Optional(
      Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 100 }), {
        minItems: 12,
        maxItems: 12,
        description: "Purchases by month, January to December, relative to an average one.",
      }),
    ),
    seed: word("Same seed, same answer."),
    wantsCustomers: Type.Optional(Type.Boolean({ description: "Adds `customersCsv` to the result." })),
    pages: htmlPage,
  },
  { additionalProperties: false },
);

/** Body of `POST /v1/forecast/cohorts`: the options of `attune forecast cohort`. */
export const cohortBody = Type.Object(
  {
    ...purchaseColumns,
    source: oneOf(["store", "transactions"], "`store` needs no file; for transactions one follows."),
    by: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: 20,
        description: "Columns to group by. From the store channel and arm always, segment where it is named.",
      }),
    ),
    asOf: word("Last day that counts."),
    unit: oneOf(["week", "month"], "Of time."),
    horizon: Type.Optional(Type.Integer({ minimum: 1, maximum: 520 })),
    discountRate: Type.Optional(Type.Number({ minimum: 0, maximum: 10, description: "A year." })),
    margin: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    seed: word("Same seed, same answer."),
    pages: htmlPage,
  },
  { additionalProperties: false },
);

const day = Type.Integer({ minimum: -100_000, maximum: 1_000_000, description: "Days since 1970." });
const driverCell = Type.Object({
  segment: Type.String(),
  traffic: Type.Number({ minimum: 0 }),
  conversion: Type.Number({ minimum: 0, maximum: 1 }),
  value: Type.Number(),
});

/** A forecast as it was made: what `POST /v1/forecast/records` keeps. */
export const forecastRecordBody = Type.Object(
  {
    schema: Type.Literal("attune.forecast.record/1"),
    id: Type.String({ minLength: 1, maxLength: 200 }),
    madeAt: Type.String({ maxLength: 40 }),
    owner: Type.String({ minLength: 1, maxLength: 200 }),
    version: Type.String({ maxLength: 200 }),
    inputs: Type.Record(Type.String(), Type.Unknown()),
    metric: Type.Union([Type.Literal("purchases"), Type.Literal("revenue")]),
    scope: Type.Union([
      Type.Object({ kind: Type.Literal("everybody") }),
      Type.Object({ kind: Type.Literal("known-customers"), knownByDay: day }),
    ]),
    level: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
    recalibratedBy: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: "What the model's own half intervals were multiplied by." }),
    ),
    periods: Type.Array(
      Type.Object({
        fromDay: day,
        toDay: day,
        expected: Type.Number(),
        low: Type.Number(),
        high: Type.Number(),
        drivers: Type.Optional(Type.Array(driverCell, { maxItems: 1_000 })),
      }),
      { minItems: 1, maxItems: 1_000 },
    ),
    assumptions: Type.Array(
      Type.Object({
        name: Type.String(),
        stated: Type.Number(),
        low: Type.Number(),
        high: Type.Number(),
        evidence: Type.String(),
        owner: Type.String(),
      }),
      { maxItems: 1_000 },
    ),
  },
  { additionalProperties: false },
);

const rolling = {
  model: oneOf(["bg-nbd", "mbg-nbd", "pareto-nbd"], "Of purchases."),
  weeksPerPeriod: Type.Optional(Type.Integer({ minimum: 1, maximum: 260 })),
  periods: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
  seed: word("Same seed, same answer."),
};

/** Body of `POST /v1/forecast/lifetime-records`: a forecast made now from the store, and kept. */
export const lifetimeRecordBody = Type.Object(
  { owner: Type.String({ minLength: 1, maxLength: 200 }), ...rolling },
  { additionalProperties: false },
);

/** Body of `POST /v1/forecast/backtests`. */
export const backtestBody = Type.Object(
  {
    forecasts: oneOf(["kept", "rolling"], "Those that were kept (the default), or ones made as of days in the past."),
    ...rolling,
    everyWeeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 260 })),
    minimumWeeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 520 })),
    observed: Type.Optional(
      Type.Object({
        drivers: Type.Optional(Type.Record(Type.String(), Type.Array(driverCell))),
        assumptions: Type.Optional(Type.Record(Type.String(), Type.Number())),
      }),
    ),
  },
  { additionalProperties: false },
);

/** Body of `POST /v1/forecast/scores`: the options of `attune forecast scores`; what is left out stays as it was chosen last. */
export const scoresBody = Type.Object(
  {
    model: oneOf(["auto", "bg-nbd", "mbg-nbd", "pareto-nbd"], "Of purchases."),
    horizonDays: Type.Optional(Type.Number({ minimum: 1, maximum: 3650 })),
    discountRate: Type.Optional(Type.Number({ minimum: 0, maximum: 10, description: "A year." })),
    margin: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    everyHours: Type.Optional(Type.Number({ minimum: 0, maximum: 8760, description: "0: no refresh by schedule." })),
  },
  { additionalProperties: false },
);

export const scoresAnswer = Type.Object(
  {
    schema: Type.Literal("attune.forecast.scores/1"),
    modelVersion: Type.String(),
    model: Type.String(),
    parameters: Type.Record(Type.String(), Type.Number()),
    computedAt: Type.Integer({ description: "Epoch milliseconds." }),
    ageMs: Type.Integer(),
    people: Type.Integer(),
    withValue: Type.Integer(),
    forgotten: Type.Integer(),
    choices: Type.Record(Type.String(), Type.Unknown()),
    warnings: Type.Array(Type.String()),
  },
  { description: "The last refresh of people's scores." },
);
