import { bgNbd, mbgNbd } from "./beta-geometric-model.ts";
import { type CustomerHistories, historiesAt } from "./customer-histories.ts";
import { fitPurchaseModel } from "./fit-purchase-model.ts";
import { groupHistories } from "./group-histories.ts";
import { paretoNbd } from "./pareto-nbd.ts";
import type { PurchaseHistories } from "./purchase-history.ts";
import type { PurchaseLog } from "./purchase-log.ts";
import type { PurchaseModel, PurchaseModelName } from "./purchase-model.ts";
import { type Clock, steadyClock } from "./season-clock.ts";

export interface ModelChoice {
  chosen: PurchaseModelName;
  why: string;
  /** Best first. */
  candidates: {
    name: PurchaseModelName /** Log-density per customer: of the later part, or of all where there is no later part. */;
    score: number;
  }[];
}

/** The first of those that are as good. */
const candidates = [bgNbd, mbgNbd, paretoNbd];
/** Less than this between two of them, in log-density per customer, is no difference. */
const tie = 1e-6;
/** Share of the calibration period that the candidates learn from; the rest judges them. */
const innerShare = 2 / 3;

/**
 * The model that gave what came later the highest probability: fitted on the first two thirds of the calibration period, scored by
 * ln L(whole) − ln L(first part) at those parameters, which is the log-density of the later purchases given the earlier ones. All three
 * densities are of the same purchase times, so that they compare; all have four parameters. Nothing after `endDay` is looked at.
 */
export function chooseModel(
  log: PurchaseLog,
  endDay: number,
  unitDays: number,
  clock: Clock = steadyClock,
): ModelChoice {
  const innerEnd = Math.floor(log.firstDay + innerShare * (endDay - log.firstDay));
  const before = historiesAt(log, innerEnd, unitDays, clock);
  // The customers known at the inner end stand first to last in the same order in both.
  const known = new Set(before.ids);
  const after = rowsWhere(historiesAt(log, endDay, unitDays, clock), (id) => known.has(id));
  const judged = before.customers.length;
  const learnFrom = groupHistories(before);
  const all = groupHistories(after);
  const scored = candidates.map((model) => {
    const fit = fitPurchaseModel(model, learnFrom);
    const point = fit.vector.map(Math.log);
    const score = (logLikelihood(model, all, point) - logLikelihood(model, learnFrom, point)) / judged;
    return { name: model.name, score };
  });
  return choiceOf(
    scored,
    `gave the last third of the calibration period the highest probability, when fitted on the first two thirds`,
  );
}

/** Without dates there is no earlier and later: the fit to all of it decides. */
export function chooseModelBySummary(histories: PurchaseHistories, isDiscrete: boolean): ModelChoice {
  if (isDiscrete) {
    const why = "bg-bb is the model for purchases counted by periods, of which the column of periods speaks.";
    return { chosen: "bg-bb", why, candidates: [] };
  }
  const grouped = groupHistories(histories);
  const size = grouped.customers.reduce((sum, n) => sum + n, 0);
  const scored = candidates.map((model) => ({
    name: model.name,
    score: fitPurchaseModel(model, grouped).logLikelihood / size,
  }));
  return choiceOf(scored, "has the highest likelihood; a summary has no dates by which to judge on a later part");
}

function choiceOf(scored: ModelChoice["candidates"], reason: string): ModelChoice {
  const best = Math.max(...scored.map(({ score }) => score));
  const chosen = scored.find(({ score }) => score >= best - tie)!;
  const others = scored.filter((candidate) => candidate !== chosen).sort((a, b) => b.score - a.score);
  const ahead = chosen.score - others[0]!.score;
  return {
    chosen: chosen.name,
    why:
      ahead < tie
        ? `${chosen.name} ${reason}; ${others[0]!.name} is as good and comes later in the list.`
        : `${chosen.name} ${reason}, ${Number(ahead.toPrecision(2))} per customer in log-density before ${others[0]!.name}.`,
    candidates: [chosen, ...others],
  };
}

function logLikelihood(model: PurchaseModel, histories: PurchaseHistories, point: Float64Array): number {
  return -model.objective(histories)(point, new Float64Array(point.length));
}

function rowsWhere(histories: CustomerHistories, keep: (id: string) => boolean): PurchaseHistories {
  const rows = histories.ids.flatMap((id, i) => (keep(id) ? [i] : []));
  const pick = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  return {
    repeatPurchases: pick(histories.repeatPurchases),
    timeOfLastPurchase: pick(histories.timeOfLastPurchase),
    observedFor: pick(histories.observedFor),
    customers: pick(histories.customers),
  };
}
