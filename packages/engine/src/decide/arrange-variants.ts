import { hourMs } from "@attune/math/time-units";
import type { ExperimentRun, ServedPolicy } from "@attune/model/experiment";
import type { Playbook, Tactic } from "@attune/model/tactic";
import type { Allocation } from "@attune/rules/assignment";

/** A tactic with variants, as decisions use it. */
export interface TacticVariants {
  /** The tactic as each of its variants shows it. */
  shownAs: ReadonlyMap<string, Tactic>;
  /** What people get who are in no experiment. */
  plain: string;
  experiment?: RunningExperiment;
}

/** An experiment that assigns people now. */
export interface RunningExperiment {
  allocation: Allocation;
  /** Share of all people who are in it: ramp times the part of the namespace. */
  entering: number;
  weights: ReadonlyMap<string, number>;
  bandit?: ServedBandit;
}

export interface ServedBandit {
  windowMs: number;
  /** What of the person the policy reads. */
  context: readonly string[];
  /** In the order of the variants. */
  probabilities: number[];
  byContext: ReadonlyMap<string, number[]>;
}

/** By tactic; tactics without variants are not in it. */
export type VariantTable = ReadonlyMap<string, TacticVariants>;

/** Lays out once what a decision needs of variants and experiments. A stopped or shipped experiment leaves the variant that everyone gets. */
export function arrangeVariants(
  playbook: Playbook,
  runs: Iterable<ExperimentRun>,
  policies: ReadonlyMap<string, ServedPolicy>,
): VariantTable {
  const byTactic = new Map<string, ExperimentRun>();
  for (const run of runs) {
    const other = byTactic.get(run.registered.tacticId);
    if (other === undefined || isLater(run, other)) byTactic.set(run.registered.tacticId, run);
  }
  const table = new Map<string, TacticVariants>();
  for (const tactic of playbook.tactics) {
    if (tactic.variants === undefined || tactic.variants.length === 0) continue;
    const shownAs = new Map(tactic.variants.map((variant) => [variant.variantId, { ...tactic, ...variant }]));
    const declared = playbook.experiments?.find(({ tacticId }) => tacticId === tactic.tacticId)?.control;
    const run = byTactic.get(tactic.tacticId);
    const shown = run?.status === "running" ? run.registered.control : (run?.shown ?? declared);
    const plain = shown !== undefined && shownAs.has(shown) ? shown : tactic.variants[0]!.variantId;
    const arranged: TacticVariants = { shownAs, plain };
    if (run?.status === "running") arranged.experiment = runningExperiment(run, policies.get(run.experimentId));
    table.set(tactic.tacticId, arranged);
  }
  return table;
}

/** What runs comes before what has ended; else the one that was started last. */
function isLater(a: ExperimentRun, b: ExperimentRun): boolean {
  if ((a.status === "running") !== (b.status === "running")) return a.status === "running";
  return a.startedAt > b.startedAt;
}

function runningExperiment({ registered, ramp }: ExperimentRun, served: ServedPolicy | undefined): RunningExperiment {
  const { experimentId, variants, part, policy } = registered;
  const running: RunningExperiment = {
    allocation: { experimentId, variants, ramp, ...(part === undefined ? {} : { part }) },
    entering: ramp * (part === undefined ? 1 : part.below - part.from),
    weights: new Map(variants.map(({ variantId, weight }) => [variantId, weight])),
  };
  if (policy.kind !== "fixed")
    running.bandit = {
      windowMs: policy.windowHours * hourMs,
      context: policy.context,
      probabilities: served?.probabilities ?? variants.map(({ weight }) => weight),
      byContext: new Map(Object.entries(served?.byContext ?? {})),
    };
  return running;
}
