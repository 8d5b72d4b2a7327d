import Type from "typebox";

const closed = { additionalProperties: false };
const text = Type.String({ minLength: 1, maxLength: 500 });
const id = Type.String({ minLength: 1, maxLength: 100 });
const names = Type.Array(id, { minItems: 1, maxItems: 100 });

/** The grades of docs/methods/evidence-grades.md, and E: nobody measured it. */
const assumptionGrades = ["A", "B", "C", "D", "E"] as const;
export type AssumptionGrade = (typeof assumptionGrades)[number];

/** What the assumption register says of a number besides the number. */
const annotations = {
  evidence: Type.Optional(Type.Enum([...assumptionGrades])),
  source: Type.Optional(text),
  owner: Type.Optional(text),
  asOf: Type.Optional(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" })),
};

const spread = {
  /** Most likely, in the sense of the middle: half of the draws are below. */
  value: Type.Optional(Type.Number()),
  /** P10 and P90. */
  low: Type.Optional(Type.Number()),
  high: Type.Optional(Type.Number()),
  /** A normal estimate. */
  mean: Type.Optional(Type.Number()),
  standardError: Type.Optional(Type.Number({ minimum: 0 })),
  /** A share that was counted. */
  successes: Type.Optional(Type.Number({ minimum: 0 })),
  trials: Type.Optional(Type.Number({ minimum: 0 })),
};

const quantityObject = Type.Object({ ...spread, ...annotations }, { ...closed, minProperties: 1 });

/** A number as people know it: exactly, with a range, as an estimate, or counted. */
const quantity = Type.Union([Type.Number(), quantityObject]);

const lift = Type.Union([
  Type.Number(),
  Type.Object(
    {
      ...spread,
      ...annotations,
      /** A report that `attune measure … --json` printed: a path beside the scenario file, or a name under which the report is sent along. */
      report: Type.Optional(text),
      metric: Type.Optional(id),
      variant: Type.Optional(id),
      /** The control's value, for a study that reports an absolute effect only. */
      control: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
      /** What was believed of such lifts before this one was measured: takes out the winner's curse. */
      prior: Type.Optional(
        Type.Object({ mean: Type.Number(), standardDeviation: Type.Number({ exclusiveMinimum: 0 }) }, closed),
      ),
    },
    { ...closed, minProperties: 1 },
  ),
]);

const calibration = Type.Union([
  Type.Number(),
  Type.Object(
    {
      ...spread,
      ...annotations,
      /** What `attune measure holdout --json` printed in full: what shipped tactics promised against what the holdout shows. */
      report: Type.Optional(text),
      metric: Type.Optional(id),
    },
    { ...closed, minProperties: 1 },
  ),
]);

const funnel = Type.Object(
  {
    segment: Type.Optional(id),
    channel: Type.Optional(id),
    device: Type.Optional(id),
    visitorsPerMonth: quantity,
    /** Shares that go on, in the order of the funnel; the last one orders. */
    stages: Type.Record(id, quantity, { minProperties: 1 }),
    orderValue: quantity,
    marginRate: quantity,
    /** Share of the orders that are a customer's first. */
    newCustomerShare: Type.Optional(quantity),
  },
  closed,
);

const tactic = Type.Object(
  {
    name: Type.Optional(text),
    /** A `gap` is something to be mended (data, speed, skills) rather than shown; it is ranked beside tactics. */
    kind: Type.Optional(Type.Enum(["tactic", "gap"])),
    segments: Type.Optional(names),
    channels: Type.Optional(names),
    devices: Type.Optional(names),
    /** Share of the funnel's visitors whom it reaches at intensity 1. */
    reach: Type.Optional(quantity),
    /** Relative change by what it changes: a stage, `visitors`, `orderValue`, `marginRate`, `repeat` or `churn`. */
    lifts: Type.Record(id, lift, { minProperties: 1 }),
    incentive: Type.Optional(Type.Object({ discount: quantity, redemption: Type.Optional(quantity) }, closed)),
    delayMonths: Type.Optional(Type.Number({ minimum: 0, maximum: 120 })),
    rampMonths: Type.Optional(Type.Number({ minimum: 0, maximum: 120 })),
    /** What the effect falls to in the end, and in how many months half of the way is gone. */
    novelty: Type.Optional(Type.Object({ halfLifeMonths: quantity, remaining: quantity }, closed)),
    /** 0: twice the dose has twice the effect; 1: a dose of 1.5 has 1.23 times the effect. */
    saturation: Type.Optional(quantity),
    fatigue: Type.Optional(Type.Object({ freeFrequency: Type.Number({ minimum: 0 }), lossPerUnit: quantity }, closed)),
    /** Share of the gain that other orders lose. */
    cannibalization: Type.Optional(quantity),
    cost: Type.Optional(Type.Object({ once: Type.Optional(quantity), perMonth: Type.Optional(quantity) }, closed)),
  },
  closed,
);

const dose = {
  intensity: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
  frequency: Type.Optional(Type.Number({ minimum: 0, maximum: 20 })),
};

const scenario = Type.Object(
  {
    name: Type.Optional(text),
    ...dose,
    /** Left out: all. */
    tactics: Type.Optional(Type.Record(id, Type.Object(dose, closed), { minProperties: 1 })),
    /** Visitors of a channel, times this. */
    channelMix: Type.Optional(Type.Record(id, Type.Number({ minimum: 0, maximum: 10 }))),
    /** Drivers that the scenario moves: their new central value. */
    drivers: Type.Optional(Type.Record(id, Type.Number())),
  },
  closed,
);

const stress = Type.Object(
  {
    name: Type.Optional(text),
    /** Relative changes: −0.2 is a fifth less. */
    demand: Type.Optional(Type.Number({ minimum: -1, maximum: 10 })),
    conversion: Type.Optional(Type.Number({ minimum: -1, maximum: 10 })),
    orderValue: Type.Optional(Type.Number({ minimum: -1, maximum: 10 })),
    marginRate: Type.Optional(Type.Number({ minimum: -1, maximum: 10 })),
    /** Orders a month that can be delivered. */
    orderLimit: Type.Optional(Type.Number({ minimum: 0 })),
    fromMonth: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
    months: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
  },
  closed,
);

const costLine = Type.Union([
  Type.Number({ minimum: 0 }),
  Type.Object(
    {
      once: Type.Optional(quantity),
      perMonth: Type.Optional(quantity),
      perYear: Type.Optional(quantity),
      ...annotations,
    },
    { ...closed, minProperties: 1 },
  ),
]);

const usage = Type.Object(
  {
    name: text,
    /** What is counted: visitors, active customers and orders of the month; messages per customer and calls per visitor, which grow with the dose. */
    unit: Type.Enum(["visitors", "customers", "orders", "messages", "calls"]),
    /** Messages of a customer, calls of a visitor in a month at dose 1; default 1. */
    perHead: Type.Optional(Type.Number({ minimum: 0 })),
    price: quantity,
    includedPerMonth: Type.Optional(Type.Number({ minimum: 0 })),
  },
  closed,
);

const costs = Type.Object(
  {
    platform: Type.Optional(costLine),
    engineering: Type.Optional(costLine),
    training: Type.Optional(costLine),
    upkeep: Type.Optional(costLine),
    usage: Type.Optional(Type.Array(usage, { maxItems: 50 })),
  },
  closed,
);

const driver = Type.Object(
  {
    ...spread,
    ...annotations,
    name: Type.Optional(text),
    /** Relative to its central value, a driver moves others by (value/center)^elasticity. */
    moves: Type.Array(Type.Object({ target: id, elasticity: quantity }, closed), { minItems: 1, maxItems: 50 }),
  },
  closed,
);

/** What people write in a scenario file. Every quantity is a number or says how sure one is of it. */
export const scenarioFileSchema = Type.Object(
  {
    name: text,
    owner: Type.Optional(text),
    currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
    startMonth: Type.Optional(Type.String({ pattern: "^\\d{4}-(0[1-9]|1[0-2])$" })),
    horizonMonths: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
    /** A year. */
    discountRate: Type.Optional(Type.Number({ minimum: 0, maximum: 2 })),
    /** Share of measured lifts that the global holdout confirms. */
    calibration: Type.Optional(calibration),
    baseline: Type.Object(
      {
        source: Type.Optional(text),
        asOf: Type.Optional(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" })),
        growthPerYear: Type.Optional(quantity),
        /** January to December, 1 is an average month. */
        season: Type.Optional(Type.Array(Type.Number({ minimum: 0 }), { minItems: 12, maxItems: 12 })),
        customers: Type.Optional(Type.Object({ churnPerMonth: quantity, active: Type.Optional(quantity) }, closed)),
        /** Standard deviation over mean of what single customers spend. */
        spendSpread: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
        /** How much less heavy buyers respond: 0 not at all, 1 in proportion to what they spend. */
        heavyBuyerSaturation: Type.Optional(Type.Number({ minimum: 0, maximum: 2 })),
        acquisition: Type.Optional(
          Type.Object(
            { perMonth: Type.Optional(quantity), perVisitor: Type.Optional(Type.Record(id, quantity)) },
            { ...closed, minProperties: 1 },
          ),
        ),
        funnels: Type.Array(funnel, { minItems: 1, maxItems: 200 }),
      },
      closed,
    ),
    drivers: Type.Optional(Type.Record(id, driver)),
    tactics: Type.Record(id, tactic, { minProperties: 1 }),
    /** Uncertain quantities that move together, by their paths in this file: a correlation of the normals behind them. */
    correlations: Type.Optional(
      Type.Array(
        Type.Object(
          {
            between: Type.Array(text, { minItems: 2, maxItems: 2 }),
            correlation: Type.Number({ exclusiveMinimum: -1, exclusiveMaximum: 1 }),
          },
          closed,
        ),
        { maxItems: 500 },
      ),
    ),
    interactions: Type.Optional(
      Type.Array(Type.Object({ tactics: Type.Array(id, { minItems: 2, maxItems: 2 }), overlap: quantity }, closed), {
        maxItems: 200,
      }),
    ),
    scenarios: Type.Optional(Type.Record(id, scenario, { minProperties: 1 })),
    stresses: Type.Optional(Type.Record(id, stress)),
    /** A template whose costs are taken where `costs` names none. */
    approach: Type.Optional(id),
    costs: Type.Optional(costs),
    approaches: Type.Optional(Type.Record(id, costs)),
    /** What may be spent on tactics, gaps and tests together. */
    budget: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  closed,
);

export type ScenarioFile = Type.Static<typeof scenarioFileSchema>;
export type QuantityEntry = Type.Static<typeof quantity>;
export type LiftEntry = Type.Static<typeof lift>;
export type CalibrationEntry = Type.Static<typeof calibration>;
