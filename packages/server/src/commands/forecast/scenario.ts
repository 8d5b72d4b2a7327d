import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { scenarioHtml } from "@attune/forecast/report/scenario-html";
import { scenarioWorkbook } from "@attune/forecast/report/scenario-workbook";
import { runScenario } from "@attune/forecast/scenario/run-scenario";
import type { Json } from "@attune/model/json";
import type { ScenarioLaunch } from "@attune/model/scenario-launch";
import { Command } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import { withValidation } from "../../report/validation-plan.ts";
import { askForJob } from "../ask-for-job.ts";
import { UsageError } from "../usage-error.ts";
import { writePages } from "../write-pages.ts";
import { loadScenario, readScenario } from "./load-scenario.ts";
import { drawCount, pointCount, wholeNumber } from "./scenario-options.ts";
import { scenarioText } from "./scenario-text.ts";

interface ScenarioOptions extends ConnectOptions {
  draws: number;
  seed: number;
  sobolPoints: number;
  html?: string;
  xlsx?: string;
  pdf?: string;
  launch?: string | true;
  owner?: string;
  json?: true;
}

/** `attune forecast scenario`: a scenario file in, the report out. It needs no engine, but to keep what a launch promises. */
export function forecastScenarioCommand(environment: Environment): Command {
  return new Command("scenario")
    .description("What personalization would be worth: scenarios from a file, with their money, ranges and risks.")
    .argument("<file>", "scenario file (YAML); `attune forecast init` writes a first one")
    .option("--draws <n>", "Monte-Carlo draws", drawCount, 20_000)
    .option("--seed <n>", "same seed, same report", wholeNumber, 1)
    .option("--sobol-points <n>", "points for Sobol indices, a power of two; 0 leaves them out", pointCount, 1024)
    .option("--html <file>", "write the report as one HTML page")
    .option("--xlsx <file>", "write a spreadsheet in which drivers and net present value are live formulas")
    .option("--pdf <file>", "print that page, where a Chromium is installed")
    .option(
      "--launch [scenario]",
      "instead of the report: its tactics as experiments, and what it promises, kept in the engine",
    )
    .option("--owner <name>", "who answers for the promise (with --launch)")
    .option("--data-dir <dir>", "data directory (with --launch)", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  $ attune forecast scenario examples/scenarios/shop.yaml --html report.html\n")
    .action(async (file: string, options: ScenarioOptions) => {
      if (options.launch !== undefined) return launch(file, options, environment);
      const program = await loadScenario(file, environment);
      const report = withValidation(runScenario(program, options), program);
      const at = (name: string) => resolve(environment.workingDirectory, name);
      if (options.xlsx !== undefined) await writeFile(at(options.xlsx), scenarioWorkbook(program, report));
      await writePages(options, () => scenarioHtml(report), environment);
      environment.stdout.write(`${options.json === true ? JSON.stringify(report) : scenarioText(report)}\n`);
    });
}

async function launch(file: string, options: ScenarioOptions, environment: Environment): Promise<void> {
  const { owner, draws, seed, launch: scenario, json } = options;
  if (owner === undefined) throw new UsageError("--launch needs --owner: somebody answers for a promise");
  const { scenario: content, reports } = await readScenario(file, environment);
  const body = {
    file: content as unknown as Json,
    reports,
    owner,
    draws,
    seed,
    ...(typeof scenario === "string" ? { scenario } : {}),
  };
  const launched = (await askForJob(environment, options, "/v1/forecast/launches", body)) as unknown as ScenarioLaunch;
  environment.stdout.write(`${json === true ? JSON.stringify(launched) : launchText(launched)}\n`);
}

function launchText({ id, scenario, tests, notes, yaml }: ScenarioLaunch): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    `# ${id}: ${scenario.name}, kept as promised. Add this to attune.yaml, start the experiments, then: attune forecast backtest --launch ${id}`,
    ...tests.flatMap(({ tacticId, promises, plan }) => [
      `# ${tacticId}: hold out ${percent(plan.holdoutShare)} of ${plan.who} for ${plan.windowDays} days`,
      ...promises.map(
        ({ metric, p10, p50, p90 }) => `#   ${metric} ${percent(p50)} (P10 ${percent(p10)}, P90 ${percent(p90)})`,
      ),
    ]),
    ...notes.map((note) => `# ! ${note}`),
    yaml.trimEnd(),
  ].join("\n");
}
