import Type from "typebox";

const word = (description: string) => Type.Optional(Type.String({ maxLength: 1000, description }));
const oneOf = (values: readonly string[], description: string) =>
  Type.Optional(Type.Unsafe<string>({ type: "string", enum: [...values], description }));

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
    seed: word("Same seed, same answer."),
    wantsCustomers: Type.Optional(Type.Boolean({ description: "Adds `customersCsv` to the result." })),
  },
  { additionalProperties: false },
);

/** Body of `POST /v1/forecast/cohorts`: the options of `attune forecast cohort`. */
export const cohortBody = Type.Object(
  {
    ...purchaseColumns,
    source: oneOf(["store", "transactions"], "`store` needs no file; for transactions one follows."),
    by: Type.Optional(Type.Array(Type.String(), { maxItems: 20, description: "Columns to group by (transactions)." })),
    asOf: word("Last day that counts."),
    unit: oneOf(["week", "month"], "Of time."),
    horizon: Type.Optional(Type.Integer({ minimum: 1, maximum: 520 })),
    discountRate: Type.Optional(Type.Number({ minimum: 0, maximum: 10, description: "A year." })),
    margin: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    seed: word("Same seed, same answer."),
  },
  { additionalProperties: false },
);
