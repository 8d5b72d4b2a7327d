import type { Json } from "@attune/model/json";
import type {
  LaunchedTest,
  LaunchScore,
  PromisedLift,
  ScenarioLaunch,
  ScoredPromise,
} from "@attune/model/scenario-launch";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { liftOfReport } from "../scenario/lift-evidence.ts";

/** z of the 95 % quantile: nine of ten measurements lie within, if promise and experiment are right. */
const within = 1.6448536269514722;
const z975 = 1.959963984540054;

/** What is known of one promise. */
interface Measured {
  estimate: number;
  down: number;
  up: number;
}

/**
 * What a scenario promised against what its experiments showed.
 * @param reports by experiment id: of the experiment, or of the tactic. Tests without one are `open`; so are those whose report cannot be believed, with its reason.
 */
export function scoreLaunch(launch: ScenarioLaunch, reports: ReadonlyMap<string, Json>): LaunchScore {
  const scored = launch.tests.map((test) => ({
    test,
    promises: test.promises.map((one) => scorePromise(one, test, reports)),
  }));
  return {
    schema: "attune.forecast.launch-score/1",
    id: launch.id,
    madeAt: launch.madeAt,
    owner: launch.owner,
    scenario: launch.scenario,
    tests: scored.map(({ test, promises }) => ({
      tacticId: test.tacticId,
      experimentId: test.experiment.experimentId,
      promises: promises.map(({ told }) => told),
    })),
    factor: factorOf(scored.map(({ promises }) => promises[0]).filter((first) => first !== undefined)),
  };
}

function scorePromise(
  promise: PromisedLift,
  { experiment }: LaunchedTest,
  reports: ReadonlyMap<string, Json>,
): { told: ScoredPromise; measured: Measured | null } {
  const found = measuredOf(promise.metric, experiment, reports);
  if ("undetermined" in found)
    return { told: { ...promise, measured: found, distance: null, verdict: "open" }, measured: null };
  const { estimate, down, up } = found;
  // The side on which the promise lies: a relative lift has a longer upper side.
  const error = promise.mean > estimate ? up : down;
  const distance = (estimate - promise.mean) / Math.hypot(error, promise.standardDeviation);
  const verdict = Math.abs(distance) <= within ? "kept" : distance < 0 ? "short" : "exceeded";
  const interval: [number, number] = [estimate - z975 * down, estimate + z975 * up];
  return { told: { ...promise, measured: { estimate, interval }, distance, verdict }, measured: found };
}

function measuredOf(
  metric: string,
  { experimentId, control, variants }: LaunchedTest["experiment"],
  reports: ReadonlyMap<string, Json>,
): Measured | Undetermined {
  const report = reports.get(experimentId);
  if (report === undefined) return undetermined("not-measured", `There is no report of ${experimentId} yet.`);
  const treated = variants.find(({ variantId }) => variantId !== control)?.variantId;
  try {
    return liftOfReport(report, { metric, ...(treated === undefined ? {} : { variant: treated }) }, experimentId);
  } catch (error) {
    return undetermined("no-lift", (error as Error).message);
  }
}

/** Σ measured/Σ promised over the tests' first metric, with the error of what was measured (delta method; promises are what they are). */
function factorOf(promises: readonly { told: ScoredPromise; measured: Measured | null }[]): LaunchScore["factor"] {
  const known = promises.flatMap(({ told, measured }) => (measured === null ? [] : [{ told, measured }]));
  if (known.length === 0) return undetermined("not-measured", "Nothing was measured yet.");
  const promised = known.reduce((sum, { told }) => sum + told.mean, 0);
  if (!(Math.abs(promised) > 0)) return undetermined("nothing-promised", "The promises sum to nothing.");
  const measured = known.reduce((sum, { measured: one }) => sum + one.estimate, 0);
  const variance = known.reduce((sum, { measured: { down, up } }) => sum + ((down + up) / 2) ** 2, 0);
  return {
    estimate: measured / promised,
    standardError: Math.sqrt(variance) / Math.abs(promised),
    tests: known.length,
  };
}
