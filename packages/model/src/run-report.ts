import type { Experiment, ExperimentLook, ExperimentRun, ServedPolicy } from "./experiment.ts";
import type { ExperimentReport } from "./experiment-report.ts";
import type { Undetermined } from "./undetermined.ts";

/** An estimate from data that a policy collected while it learned: honest about that. */
export interface AdaptiveValue {
  estimate: number;
  standardError: number;
  interval: [number, number];
}

/** What a bandit did, and what its variants are worth. Values are of the reward per draw. */
export interface BanditReport {
  /** Draws whose window has ended. */
  draws: number;
  /** True where only the first of them were read. */
  isCut: boolean;
  windowHours: number;
  floor: number;
  /** What it draws by now; null before it has learned anything: the declared weights. */
  policy: ServedPolicy | null;
  arms: {
    variantId: string;
    draws: number;
    /** Probability with which it is drawn now, whatever the context. */
    probability: number;
    value: AdaptiveValue | Undetermined;
    /** Plain mean of its draws: biased, because a bandit leaves what begins badly. */
    naive: number | Undetermined;
    /** Against the control; absent of the control itself. */
    effect?: AdaptiveValue | Undetermined;
  }[];
  /** What was earned per draw, and what it is more than the control alone would have earned. */
  earned: AdaptiveValue | Undetermined;
  gainOverControl: AdaptiveValue | Undetermined;
}

/** An estimate from people who behave otherwise by now. */
export interface StaleEstimate {
  /** When behaviour is seen to have moved, ISO 8601. */
  since: string;
  reasons: string[];
  /** What to do about it. */
  proposal: string;
}

/** What an experiment that the engine runs has shown so far. */
export interface RunReport {
  schema: "attune.decide.experiment/1";
  experimentId: string;
  name: string;
  tacticId: string;
  status: ExperimentRun["status"];
  startedAt: string;
  endedAt: string | null;
  /** Why it ended. */
  reason: string | null;
  /** The variant that everyone gets since it ended. */
  shown: string | null;
  /** What was locked at the start, and its SHA-256. */
  registration: { hash: string; experiment: Experiment; isChangedSinceStart: boolean };
  ramp: number;
  looks: ExperimentLook[];
  windowDays: number;
  currency: string | null;
  computedAt: string;
  /** Of an experiment that ended before behaviour moved; null else. */
  stale: StaleEstimate | null;
  /** Of a fixed experiment: its variants, the control first. A bandit's people meet several variants. */
  report: ExperimentReport | Undetermined;
  bandit?: BanditReport | Undetermined;
}
