import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { scenarioHtml } from "@attune/forecast/report/scenario-html";
import { scenarioWorkbook } from "@attune/forecast/report/scenario-workbook";
import { runScenario } from "@attune/forecast/scenario/run-scenario";
import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { printPdf } from "../../report/print-pdf.ts";
import { withValidation } from "../../report/validation-plan.ts";
import { loadScenario } from "./load-scenario.ts";
import { drawCount, pointCount, wholeNumber } from "./scenario-options.ts";
import { scenarioText } from "./scenario-text.ts";

interface ScenarioOptions {
  draws: number;
  seed: number;
  sobolPoints: number;
  html?: string;
  xlsx?: string;
  pdf?: string;
  json?: true;
}

/** `attune forecast scenario`: a scenario file in, the report out. It needs no engine. */
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
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  $ attune forecast scenario examples/scenarios/shop.yaml --html report.html\n")
    .action(async (file: string, options: ScenarioOptions) => {
      const program = await loadScenario(file, environment);
      const report = withValidation(runScenario(program, options), program);
      const at = (name: string) => resolve(environment.workingDirectory, name);
      if (options.html !== undefined) await writeFile(at(options.html), scenarioHtml(report));
      if (options.xlsx !== undefined) await writeFile(at(options.xlsx), scenarioWorkbook(program, report));
      if (options.pdf !== undefined && !(await printPdf(scenarioHtml(report), at(options.pdf)))) {
        throw new Error("No Chromium was found to print the PDF with; write --html and print it from a browser.");
      }
      environment.stdout.write(`${options.json === true ? JSON.stringify(report) : scenarioText(report)}\n`);
    });
}
