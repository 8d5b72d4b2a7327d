/** A prediction about a person, made by a model from what had happened until then. Derivable: it is no event, and another refresh replaces it. */
export interface Score {
  /** In the unit that the score's name states. */
  value: number;
  /** Which model, fitted when: two scores of one version can be compared. */
  modelVersion: string;
  /** Epoch milliseconds of the moment as of which it was made: the age of a score counts from here. */
  computedAt: number;
}

/** A person's scores by name. A score that could not be computed is absent, never 0. */
export type Scores = Record<string, Score>;

/**
 * The scores that `attune forecast scores` keeps, and refreshes on schedule, of people who have bought and can be known again.
 * - `probabilityAlive`: 0 to 1, that the person still is a customer.
 * - `nextOrderAt`: epoch milliseconds by which, were they still a customer, they have ordered again with probability ½; absent beyond ten years.
 * - `nextOrderInDays`: the same, in days from `computedAt`.
 * - `futureOrders`: expected days with an order within the horizon (a year unless said).
 * - `futureValue`: discounted margin expected within the horizon, in units of the reporting currency; absent where amounts make no model.
 */
export const customerScoreNames = [
  "probabilityAlive",
  "nextOrderAt",
  "nextOrderInDays",
  "futureOrders",
  "futureValue",
] as const;

export type CustomerScoreName = (typeof customerScoreNames)[number];

/** What one refresh of the customers' scores did: `GET /v1/forecast/scores`, and what `attune forecast scores` prints. */
export interface ScoreRefresh {
  schema: "attune.forecast.scores/1";
  modelVersion: string;
  model: string;
  parameters: Record<string, number>;
  /** Epoch milliseconds. */
  computedAt: number;
  /** People scored, and those of them with a future value. */
  people: number;
  withValue: number;
  /** Scores of an earlier refresh that were dropped, because nothing follows for the person any more. */
  forgotten: number;
  choices: ScoreChoices;
  warnings: string[];
}

/** What a person may choose of the scores; a scheduled refresh repeats the last choice. */
export interface ScoreChoices {
  model: "auto" | "bg-nbd" | "mbg-nbd" | "pareto-nbd";
  horizonDays: number;
  /** A year. */
  discountRate: number;
  /** Share of an amount that is margin. */
  margin: number;
  /** Between two refreshes; 0: none by schedule. */
  everyHours: number;
}
