import { calibrateByHoldout, shrinkLifts } from "@attune/measure/experiment/shipped-versus-holdout";
import type { HoldoutAccount, ShippedAgainstHoldout } from "@attune/model/effect-experiment";
import type { Effect, HoldoutReport, MetricComparison, TacticReport } from "@attune/model/report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";

/** Effects add up over tactics only per person: these do, and order value does not. */
const additiveMetrics = ["conversion rate", "revenue per visitor"];

/** What tactics promised one by one against what the holdout shows of all of them together, and what holding out costs. */
export function holdoutAccount(holdout: HoldoutReport, tactics: readonly TacticReport[]): HoldoutAccount {
  const cost = (name: string) => {
    const effect = effectOf(holdout, name);
    return isUndetermined(effect) ? effect : scaled(effect, holdout.heldOut.people);
  };
  return {
    shipped: additiveMetrics.map((metric) => shippedAgainst(metric, holdout, tactics)),
    cost: {
      people: holdout.heldOut.people,
      revenue: cost("revenue per visitor"),
      conversions: cost("conversion rate"),
    },
  };
}

function shippedAgainst(
  metric: string,
  holdout: HoldoutReport,
  tactics: readonly TacticReport[],
): ShippedAgainstHoldout {
  const told: { report: TacticReport; effect: Effect; share: number }[] = [];
  const leftOut: ShippedAgainstHoldout["leftOut"] = [];
  for (const report of tactics) {
    const effect = effectOf(report, metric);
    if (isUndetermined(effect)) leftOut.push({ id: report.tactic.id, ...effect });
    else told.push({ report, effect, share: report.exposed.people / holdout.exposed.people });
  }
  // Shrinkage needs a spread to judge by: of fewer than three tactics there is none.
  const estimates = told.map(({ effect: { estimate, standardError } }) => ({ estimate, standardError }));
  const shrunk = estimates.length < 3 ? estimates : shrinkLifts(estimates);
  const parts = told.map(({ report, effect, share }, i) => ({
    id: report.tactic.id,
    name: report.tactic.name,
    effect: { estimate: effect.estimate, interval: effect.interval },
    share,
    promised: effect.estimate * share,
    shrunkPromised: shrunk[i]!.estimate * share,
  }));
  const promised = parts.map((part) => part.promised);
  const delivered = effectOf(holdout, metric);
  return {
    metric,
    tactics: parts,
    leftOut,
    promised: total(promised),
    shrunkPromised: total(parts.map(({ shrunkPromised }) => shrunkPromised)),
    delivered: isUndetermined(delivered) ? delivered : { estimate: delivered.estimate, interval: delivered.interval },
    factor: factorOf(promised, delivered),
  };
}

function factorOf(promised: readonly number[], delivered: Effect | Undetermined): ShippedAgainstHoldout["factor"] {
  if (isUndetermined(delivered)) return delivered;
  const calibration = calibrateByHoldout(promised, delivered);
  if (isUndetermined(calibration)) return calibration;
  return { estimate: calibration.factor, interval: calibration.interval };
}

function effectOf({ metrics }: { metrics: readonly MetricComparison[] }, name: string): Effect | Undetermined {
  return (
    metrics.find((metric) => metric.name === name)?.effect ?? undetermined("no-metric", `${name} is not reported.`)
  );
}

function scaled({ estimate, interval: [low, high] }: Effect, by: number) {
  return { estimate: by * estimate, interval: [by * low, by * high] as [number, number] };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
