import { scenarioHtml } from "@attune/forecast/report/scenario-html";
import { scenarioWorkbook } from "@attune/forecast/report/scenario-workbook";
import { compileScenario } from "@attune/forecast/scenario/compile-scenario";
import { prioritize } from "@attune/forecast/scenario/prioritize";
import type { ScenarioRun } from "@attune/forecast/scenario/run-scenario";
import { runScenario } from "@attune/forecast/scenario/run-scenario";
import type { Json } from "@attune/model/json";
import type { PrioritiesReport } from "@attune/model/priorities-report";
import type { ScenarioFile } from "@attune/model/scenario-file";
import type { ScenarioLaunch } from "@attune/model/scenario-launch";
import type { ScenarioReport } from "@attune/model/scenario-report";
import { type LaunchPlaybook, type LaunchRequest, scenarioLaunch } from "../report/scenario-launch.ts";
import { withValidation } from "../report/validation-plan.ts";

/** A scenario file with the reports that it names. `pages` asks for the report as a page and as a spreadsheet, too. */
export type ScenarioStudy =
  | {
      kind: "scenario";
      file: ScenarioFile;
      reports: Record<string, Json>;
      run: ScenarioRun;
      pages: ("html" | "xlsx")[];
    }
  | {
      kind: "priorities";
      file: ScenarioFile;
      reports: Record<string, Json>;
      draws: number;
      seed: number;
      budget: number | null;
    }
  | {
      kind: "launch";
      file: ScenarioFile;
      reports: Record<string, Json>;
      playbook: LaunchPlaybook;
      request: LaunchRequest;
    };

/** The report, and beside it what else was asked for: the page as text, the spreadsheet in base64. */
export type ScenarioAnswer = ScenarioReport & { html?: string; xlsx?: string };

export function carryOutScenario(study: ScenarioStudy): ScenarioAnswer | PrioritiesReport | ScenarioLaunch {
  const program = compileScenario(study.file, new Map(Object.entries(study.reports)));
  if (study.kind === "launch") return scenarioLaunch(program, study.playbook, study.request);
  if (study.kind === "priorities") return prioritize(program, study);
  const report = withValidation(runScenario(program, study.run), program);
  return {
    ...report,
    ...(study.pages.includes("html") ? { html: scenarioHtml(report) } : {}),
    ...(study.pages.includes("xlsx")
      ? { xlsx: Buffer.from(scenarioWorkbook(program, report)).toString("base64") }
      : {}),
  };
}
