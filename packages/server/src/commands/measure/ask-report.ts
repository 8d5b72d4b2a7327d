import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { effectExperimentHtml } from "@attune/measure/report/effect-experiment-html";
import type { EffectExperiment } from "@attune/model/effect-experiment";
import type { Json } from "@attune/model/json";
import type { HoldoutReport, TacticReport } from "@attune/model/report";
import type { Connection } from "../../client/connection.ts";
import { whileWaiting } from "../../client/while-waiting.ts";
import type { Environment } from "../../environment.ts";
import { effectExperimentText } from "./effect-experiment-text.ts";
import { effectText } from "./effect-text.ts";

export interface LongReportOptions {
  full?: true;
  metrics?: string;
  type?: string;
  html?: string;
}

export const longReportOptions: ReadonlyArray<readonly [flags: string, description: string]> = [
  ["--full", "the long report: the decision, every metric by device and segment, all checks"],
  ["--metrics <ids>", "ids of metrics, by commas (default: all, built-in and from the playbook)"],
  ["--type <type>", "the metrics of content, product, email, website or omnichannel"],
  ["--html <file>", "write the long report as one HTML page"],
];

/**
 * The short answer of `path`; with the long report in it, as `report`, `devices` and, for the holdout, `holdout`, where something of it
 * was asked for, or JSON: it takes its time.
 */
export async function askReport(
  environment: Environment,
  connection: Connection,
  path: string,
  { full, metrics, type, html, json }: LongReportOptions & { json?: true },
): Promise<Json> {
  const ask = (asked: string) => whileWaiting(environment, connection.request("GET", asked));
  if ([full, metrics, type, html, json].every((asked) => asked === undefined)) return ask(path);
  const query = new URLSearchParams();
  if (metrics !== undefined) query.set("metrics", metrics);
  if (type !== undefined) query.set("type", type);
  const short = await ask(path);
  const long = (await ask(`${path}/report?${query}`)) as unknown as EffectExperiment;
  if (html !== undefined) {
    await writeFile(resolve(environment.workingDirectory, html), effectExperimentHtml(long));
  }
  const { report, devices, consistency, deviceConsistency, holdout } = long;
  const ofHoldout = holdout === undefined ? {} : { consistency, deviceConsistency, holdout };
  return { ...(short as object), report, devices, ...ofHoldout } as unknown as Json;
}

/** The short report, then the long one where it is there, else where it is to be had. */
export function reportText(answer: Json): string {
  const short = answer as unknown as TacticReport | HoldoutReport;
  const rest =
    "report" in short
      ? effectExperimentText(answer as unknown as EffectExperiment)
      : "The decision, every metric by device and segment, and all checks: --full, or as a page: --html FILE.";
  return `${effectText(short)}\n\n${rest}`;
}
