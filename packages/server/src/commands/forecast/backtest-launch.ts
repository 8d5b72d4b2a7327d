import { resolve } from "node:path";
import { scoreLaunch } from "@attune/forecast/backtest/score-launch";
import type { Json } from "@attune/model/json";
import type { LaunchScore, ScenarioLaunch, ScoredPromise } from "@attune/model/scenario-launch";
import { isUndetermined } from "@attune/model/undetermined";
import { type ConnectOptions, connect } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { reportAt } from "./load-scenario.ts";

interface LaunchOptions extends ConnectOptions {
  /** Id of a launch that the engine keeps, or a file that `forecast scenario --launch --json` printed. */
  launch: string;
  /** `experiment=file.json`. */
  report?: string[];
  json?: true;
}

/** `attune forecast backtest --launch`: a scenario held to what its experiments showed. */
export async function backtestLaunch(options: LaunchOptions, environment: Environment): Promise<void> {
  const reports = await reportsOf(options.report ?? [], environment);
  const score = options.launch.endsWith(".json")
    ? await scoreOfFile(options.launch, reports, environment)
    : await askScore(options, reports, environment);
  environment.stdout.write(`${options.json === true ? JSON.stringify(score) : launchScoreText(score)}\n`);
}

async function reportsOf(given: readonly string[], environment: Environment): Promise<Record<string, Json>> {
  const reports: Record<string, Json> = {};
  for (const one of given) {
    const at = one.indexOf("=");
    if (at < 1) throw new UsageError(`--report ${one}: write it as experiment=file.json`);
    reports[one.slice(0, at)] = await reportAt(resolve(environment.workingDirectory, one.slice(at + 1)));
  }
  return reports;
}

async function scoreOfFile(
  file: string,
  reports: Record<string, Json>,
  environment: Environment,
): Promise<LaunchScore> {
  const launch = (await reportAt(resolve(environment.workingDirectory, file))) as unknown as ScenarioLaunch;
  if (launch?.schema !== "attune.forecast.launch/1")
    throw new UsageError(`${file} is no launch: \`attune forecast scenario FILE --launch --json\` prints one`);
  return scoreLaunch(launch, new Map(Object.entries(reports)));
}

async function askScore(
  options: LaunchOptions,
  reports: Record<string, Json>,
  environment: Environment,
): Promise<LaunchScore> {
  const connection = await connect(options, environment, { bringsData: false });
  try {
    const path = `/v1/forecast/launches/${encodeURIComponent(options.launch)}/score`;
    return (await connection.request("POST", path, { reports })) as unknown as LaunchScore;
  } finally {
    await connection.close();
  }
}

function launchScoreText({ id, owner, madeAt, scenario, tests, factor }: LaunchScore): string {
  return [
    `${id}: ${scenario.name}, promised ${madeAt.slice(0, 10)} by ${owner}`,
    ...tests.flatMap(({ tacticId, experimentId, promises }) => [
      `${tacticId} (${experimentId})`,
      ...promises.map(promiseText),
    ]),
    isUndetermined(factor)
      ? `factor: ${factor.undetermined.reason}`
      : `measured over promised: ${factor.estimate.toFixed(2)} ± ${factor.standardError.toFixed(2)}; put it into the next scenario as calibration: { mean: ${factor.estimate.toFixed(3)}, standardError: ${factor.standardError.toFixed(3)} }`,
  ].join("\n");
}

function promiseText({ metric, p10, p90, mean, measured, verdict }: ScoredPromise): string {
  const percent = (share: number | null) => (share === null ? "open" : `${(100 * share).toFixed(1)} %`);
  const promised = `${percent(mean)} (P10 ${percent(p10)}, P90 ${percent(p90)})`;
  const came = isUndetermined(measured)
    ? measured.undetermined.reason
    : `${percent(measured.estimate)} (${percent(measured.interval[0])} to ${percent(measured.interval[1])})`;
  return `  ${verdict.padEnd(8)} ${metric}: promised ${promised}; measured ${came}`;
}
