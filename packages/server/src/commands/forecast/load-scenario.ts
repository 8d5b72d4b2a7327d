import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { compileScenario } from "@attune/forecast/scenario/compile-scenario";
import type { Program } from "@attune/forecast/scenario/program";
import type { Json } from "@attune/model/json";
import type { ScenarioFile } from "@attune/model/scenario-file";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";

/** A scenario file and the reports that it names, checked and resolved. */
export async function loadScenario(file: string, environment: Environment): Promise<Program> {
  const { scenario, reports } = await readScenario(file, environment);
  return compileScenario(scenario, new Map(Object.entries(reports)));
}

/** A scenario file, and the reports that it names, which lie beside it. */
export async function readScenario(
  file: string,
  environment: Environment,
): Promise<{ scenario: ScenarioFile; reports: Record<string, Json> }> {
  const path = resolve(environment.workingDirectory, file);
  // With the schema of scenarios, which no other command needs.
  const { readScenarioFile } = await import("../../config/read-scenario-file.ts");
  const scenario = readScenarioFile(await textOf(path));
  const reports: Record<string, Json> = {};
  for (const name of reportNames(scenario)) reports[name] = await reportAt(resolve(dirname(path), name));
  return { scenario, reports };
}

/** What the lifts and the calibration of the file refer to. */
export function reportNames({ tactics, calibration }: ScenarioFile): string[] {
  const lifts = Object.values(tactics).flatMap((tactic) => Object.values(tactic.lifts));
  return [
    ...new Set(
      [...lifts, calibration ?? 1].flatMap((entry) =>
        typeof entry === "number" || entry.report === undefined ? [] : [entry.report],
      ),
    ),
  ];
}

/** A report that was printed as JSON. */
export async function reportAt(path: string): Promise<Json> {
  const text = await textOf(path);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new UsageError(`${path} is no JSON report: ${(cause as Error).message}`);
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new UsageError(`cannot read ${path}: ${(cause as Error).message}`);
  }
}
