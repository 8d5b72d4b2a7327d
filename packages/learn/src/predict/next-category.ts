import type { Rng } from "@attune/math/rng";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { type Activity, type ActivityEvent, eventsBefore, eventsBetween } from "./activity.ts";
import { type CalibratedClassifier, fitCalibratedClassifier, type LabeledRows } from "./calibrated-classifier.ts";
import { choosePeriods } from "./periods.ts";
import { msPerDay } from "./person-features.ts";

const pairFeatureNames = [
  "shareOfPurchases",
  "purchases",
  "daysSincePurchase",
  "shareOfViews30d",
  "views30d",
  "daysSinceView",
  "isLastPurchase",
  "isLastView",
  "popularity",
] as const;

export interface CategoryChance {
  category: string;
  probability: number;
}

export interface NextCategoryModel {
  /** Categories by the chance that the next purchase is of them; they sum to 1. */
  predictFor(row: readonly ActivityEvent[], asOfAt: number): CategoryChance[];
  /** Share of test purchases whose category was ranked first, and the same for always naming the most popular. */
  hitRate: number;
  hitRateOfPopular: number;
  purchasesJudged: number;
  /** Of the pairs of person and category behind it. */
  quality: CalibratedClassifier["quality"];
}

/**
 * Which category somebody buys from next: a calibrated question per person and category, the answers made to sum to 1. Categories beyond the `most` bought
 * ones are not foretold.
 */
export function trainNextCategory(
  activity: Activity,
  horizonDays: number,
  most: number,
  rng: Rng,
): NextCategoryModel | Undetermined {
  const periods = choosePeriods(activity, horizonDays);
  if (isUndetermined(periods)) return periods;
  const earliestTest = Math.min(periods.calibrationAt, ...periods.trainingAt);
  const popularity = shareByCategory(activity, earliestTest);
  const candidates = [...popularity.keys()]
    .filter((category) => popularity[category]! > 0)
    .sort((a, b) => popularity[b]! - popularity[a]! || a - b)
    .slice(0, most);
  if (candidates.length < 2)
    return undetermined("too-few-categories", "Purchases are of fewer than two categories: nothing to tell apart.");

  const pairs = (before: readonly ActivityEvent[], asOfAt: number) =>
    candidates.map((category) => pairFeatures(before, category, asOfAt, popularity[category]!));
  const asked = (asOfAt: number) =>
    activity.rows.flatMap((row) => {
      const before = eventsBefore(row, asOfAt);
      const next = eventsBetween(row, asOfAt, asOfAt + periods.horizonMs).find(
        ({ kind, category }) => kind === "purchase" && candidates.includes(category),
      );
      return before.length === 0 || next === undefined ? [] : [{ before, next: next.category, asOfAt }];
    });
  const rowsAt = (moments: readonly number[]): LabeledRows => {
    const columns: number[][] = pairFeatureNames.map(() => []);
    const outcome: number[] = [];
    for (const { before, next, asOfAt } of moments.flatMap(asked)) {
      pairs(before, asOfAt).forEach((values, i) => {
        values.forEach((value, feature) => {
          columns[feature]!.push(value);
        });
        outcome.push(candidates[i] === next ? 1 : 0);
      });
    }
    return { columns: columns.map((values) => Float64Array.from(values)), outcome: Float64Array.from(outcome) };
  };
  const model = fitCalibratedClassifier(
    pairFeatureNames,
    {
      training: rowsAt(periods.trainingAt),
      calibration: rowsAt([periods.calibrationAt]),
      test: rowsAt([periods.testAt]),
    },
    rng,
  );
  if (isUndetermined(model)) return model;
  const predict = (before: readonly ActivityEvent[], asOfAt: number): CategoryChance[] => {
    const rows = pairs(before, asOfAt);
    const columns = pairFeatureNames.map((_, feature) => Float64Array.from(rows, (row) => row[feature]!));
    const chances = model.probabilities(columns);
    const total = chances.reduce((sum, p) => sum + p, 0);
    return candidates
      .map((category, i) => ({ category: activity.categories[category]!, probability: chances[i]! / total }))
      .sort((a, b) => b.probability - a.probability || (a.category < b.category ? -1 : 1));
  };
  const judged = asked(periods.testAt);
  const share = (isHit: (question: (typeof judged)[number]) => boolean) => judged.filter(isHit).length / judged.length;
  return {
    predictFor: (row, asOfAt) => predict(eventsBefore(row, asOfAt), asOfAt),
    hitRate: share(({ before, next, asOfAt }) => predict(before, asOfAt)[0]!.category === activity.categories[next]),
    hitRateOfPopular: share(({ next }) => next === candidates[0]),
    purchasesJudged: judged.length,
    quality: model.quality,
  };
}

function shareByCategory({ rows, categories }: Activity, beforeAt: number): Float64Array {
  const counts = new Float64Array(categories.length);
  for (const row of rows) {
    for (const { kind, category } of eventsBefore(row, beforeAt))
      if (kind === "purchase" && category >= 0) counts[category]!++;
  }
  const total = Math.max(
    1,
    counts.reduce((sum, n) => sum + n, 0),
  );
  return counts.map((n) => n / total);
}

function pairFeatures(
  before: readonly ActivityEvent[],
  category: number,
  asOfAt: number,
  popularity: number,
): number[] {
  const purchases = before.filter(({ kind, category: of }) => kind === "purchase" && of >= 0);
  const views = before.filter(({ kind, category: of, at }) => {
    return kind !== "purchase" && of >= 0 && asOfAt - at <= 30 * msPerDay;
  });
  const own = (events: readonly ActivityEvent[]) => events.filter((event) => event.category === category);
  const daysSince = (events: readonly ActivityEvent[]) => {
    const last = events.at(-1);
    return last === undefined ? Number.NaN : (asOfAt - last.at) / msPerDay;
  };
  const bought = own(purchases);
  const viewed = own(views);
  return [
    purchases.length === 0 ? Number.NaN : bought.length / purchases.length,
    bought.length,
    daysSince(bought),
    views.length === 0 ? Number.NaN : viewed.length / views.length,
    viewed.length,
    daysSince(viewed),
    purchases.at(-1)?.category === category ? 1 : 0,
    views.at(-1)?.category === category ? 1 : 0,
    popularity,
  ];
}
