import { normalUpperQuantile } from "@attune/math/distribution/normal";
import type { EffectExperiment } from "@attune/model/effect-experiment";
import type { EffectStudy } from "@attune/model/effect-study";
import type { ExperimentReport } from "@attune/model/experiment-report";
import type { Json } from "@attune/model/json";
import type { HoldoutReport, TacticReport } from "@attune/model/report";
import type { AssumptionGrade, CalibrationEntry, LiftEntry } from "@attune/model/scenario-file";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { atPath, type Quantity, readQuantity, twoSidedSpread } from "./quantity.ts";

/** A lift as a report has it, with its standard errors to either side (relative lifts have a longer upper side), and how far to trust it. */
interface MeasuredLift {
  estimate: number;
  down: number;
  up: number;
  evidence: AssumptionGrade;
}

type ReportedLift = Exclude<LiftEntry, number>;

/** A lift of the file: stated, or found in the report that it names. `measured` says whether the holdout's calibration applies to it. */
export interface ReadLift {
  quantity: Quantity;
  measured: boolean;
}

const Z975 = 1.959963984540054;

/**
 * Reads a lift. Reports come from `reports`, by the name the file uses: experiments, tactic and holdout reports bring relative lifts; studies
 * without randomization bring an absolute effect, which needs `control` to become a lift.
 */
export function readLift(entry: LiftEntry, path: string, reports: ReadonlyMap<string, Json>): ReadLift {
  if (typeof entry === "number" || entry.report === undefined) {
    const {
      report: _r,
      metric: _m,
      variant: _v,
      control: _c,
      prior,
      ...stated
    } = typeof entry === "number" ? { value: entry } : (entry as ReportedLift);
    const quantity = readQuantity(stated, path, "any");
    const evidence = quantity.evidence ?? "E";
    if (prior !== undefined) throw atPath(`${path}.prior`, "belongs to a lift that a report measured");
    return { quantity: { ...quantity, evidence }, measured: evidence <= "C" };
  }
  const report = reports.get(entry.report);
  if (report === undefined)
    throw atPath(`${path}.report`, `names ${JSON.stringify(entry.report)}, which was not found`);
  const lift = shrunk(liftOfReport(report, entry, path), entry.prior);
  return {
    quantity: {
      path,
      spread: twoSidedSpread(lift.estimate, lift.down, lift.up),
      evidence: lift.evidence,
      source: entry.source ?? entry.report,
      owner: entry.owner ?? null,
      asOf: entry.asOf ?? null,
    },
    measured: true,
  };
}

/**
 * What share of measured lifts the holdout confirms: stated, or from the account of the holdout's report. Where promises and holdout say too little for a
 * factor, the report says why, and so does the error.
 */
export function readCalibration(entry: CalibrationEntry, reports: ReadonlyMap<string, Json>): Quantity {
  const path = "calibration";
  if (typeof entry === "number" || entry.report === undefined) {
    const { report: _r, metric: _m, ...stated } = typeof entry === "number" ? { value: entry } : entry;
    return readQuantity(stated, path, "any");
  }
  const report = reports.get(entry.report) as Partial<EffectExperiment> | null | undefined;
  if (report === undefined)
    throw atPath(`${path}.report`, `names ${JSON.stringify(entry.report)}, which was not found`);
  if (report?.holdout === undefined)
    throw atPath(`${path}.report`, "is not what `attune measure holdout --json` prints: it has no account of promises");
  const { shipped } = report.holdout;
  const wanted = entry.metric ?? "conversion rate";
  const found = shipped.find(({ metric }) => metric === wanted);
  if (found === undefined)
    throw atPath(`${path}.metric`, `is not in the account; it has ${shipped.map(({ metric }) => metric).join(", ")}`);
  if (isUndetermined(found.factor))
    throw atPath(`${path}.report`, `has no factor: ${found.factor.undetermined.reason}`);
  const { estimate, interval } = found.factor;
  const [down, up] = [(estimate - interval[0]) / Z975, (interval[1] - estimate) / Z975];
  return {
    path,
    spread: twoSidedSpread(estimate, down, up),
    evidence: "A",
    source: entry.source ?? entry.report,
    owner: entry.owner ?? null,
    asOf: entry.asOf ?? report.computedAt?.slice(0, 10) ?? null,
  };
}

/** The relative lift that a report has, with its standard errors to either side. Throws `bad-request` where it has none, or failed its own checks. */
export function liftOfReport(report: Json, entry: ReportedLift, path: string): MeasuredLift {
  const schema = (report as { schema?: unknown } | null)?.schema;
  switch (schema) {
    case "attune.measure.experiment/1":
      return fromExperiment(report as unknown as ExperimentReport, entry, path);
    case "attune.decide.experiment/1": {
      const { report: own } = report as unknown as { report: ExperimentReport | Undetermined };
      if (isUndetermined(own)) throw atPath(`${path}.report`, `says nothing yet: ${own.undetermined.reason}`);
      return fromExperiment(own, entry, path);
    }
    case "attune.measure.effect-experiment/1":
      return fromExperiment((report as unknown as EffectExperiment).report, entry, path);
    case "attune.measure.tactic/1":
    case "attune.measure.holdout/1":
      return fromTactic(report as unknown as TacticReport | HoldoutReport, entry, path);
    case "attune.measure.effect/1":
      return fromStudy(report as unknown as EffectStudy, entry, path);
    default:
      throw atPath(
        `${path}.report`,
        "is not a report of an experiment, or of `attune measure experiment`, `tactic`, `holdout` or `effect`",
      );
  }
}

function fromExperiment(report: ExperimentReport, { metric, variant }: ReportedLift, path: string): MeasuredLift {
  if (report.decision.verdict === "invalid") {
    throw atPath(`${path}.report`, `failed its own checks: ${report.decision.reasons.join(" ")}`);
  }
  const found = named(report.metrics, metric, `${path}.metric`);
  const compared = found.comparisons.filter(({ segment }) => segment === undefined);
  const comparison = variant === undefined ? compared[0] : compared.find((one) => one.variant === variant);
  if (comparison === undefined) {
    throw atPath(`${path}.variant`, `is not in the report; it has ${compared.map((one) => one.variant).join(", ")}`);
  }
  return fromInterval(comparison.lift, path, "A", normalUpperQuantile(report.options.alpha / 2));
}

function fromTactic(report: TacticReport | HoldoutReport, { metric }: ReportedLift, path: string): MeasuredLift {
  const failed = report.checks?.find(({ status }) => status === "fail");
  if (failed !== undefined) throw atPath(`${path}.report`, `failed a check: ${failed.message}`);
  return fromInterval(named(report.metrics, metric, `${path}.metric`).lift, path, "A", Z975);
}

function fromInterval(lift: unknown, path: string, evidence: AssumptionGrade, z: number): MeasuredLift {
  if (isUndetermined(lift)) throw atPath(`${path}.report`, `has no lift: ${lift.undetermined.reason}`);
  const { estimate, interval } = lift as { estimate: number; interval: [number | null, number | null] };
  const [low, high] = interval;
  if (low === null && high === null) throw atPath(`${path}.report`, "has a lift without any bound");
  // An end that is open: the other one tells the spread.
  const down = (low === null ? high! - estimate : estimate - low) / z;
  const up = (high === null ? estimate - low! : high - estimate) / z;
  return { estimate, down, up, evidence };
}

function fromStudy(study: EffectStudy, { control }: ReportedLift, path: string): MeasuredLift {
  const [main] = study.estimates;
  if (main === undefined || typeof main.estimate !== "number" || typeof main.standardError !== "number") {
    throw atPath(`${path}.report`, "has no estimate with a standard error");
  }
  if (control === undefined)
    throw atPath(
      `${path}.control`,
      "is missing: the study's effect is absolute, and needs the control's value to become a lift",
    );
  const standardError = main.standardError / control;
  return { estimate: main.estimate / control, down: standardError, up: standardError, evidence: study.grade };
}

function named<T extends { name: string }>(metrics: readonly T[], name: string | undefined, path: string): T {
  const found = name === undefined ? metrics[0] : metrics.find((metric) => metric.name === name);
  if (found !== undefined) return found;
  throw atPath(path, `is not in the report; it has ${metrics.map((metric) => metric.name).join(", ") || "none"}`);
}

/** Normal estimate, normal prior: the posterior. Large lifts of noisy experiments are drawn in most. */
function shrunk(lift: MeasuredLift, prior: ReportedLift["prior"]): MeasuredLift {
  if (prior === undefined) return lift;
  const variance = ((lift.down + lift.up) / 2) ** 2;
  const keep = prior.standardDeviation ** 2 / (prior.standardDeviation ** 2 + variance);
  return {
    estimate: prior.mean + keep * (lift.estimate - prior.mean),
    down: Math.sqrt(keep) * lift.down,
    up: Math.sqrt(keep) * lift.up,
    evidence: lift.evidence,
  };
}
