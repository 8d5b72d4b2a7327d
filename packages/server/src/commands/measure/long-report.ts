import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { experimentHtml } from "@attune/measure/report/experiment-html";
import type { EffectExperiment } from "@attune/model/effect-experiment";
import type { Json } from "@attune/model/json";
import type { Connection } from "../../client/connection.ts";
import type { Environment } from "../../environment.ts";

export interface LongReportOptions {
  metrics?: string;
  type?: string;
  html?: string;
}

export const longReportOptions: ReadonlyArray<readonly [flags: string, description: string]> = [
  ["--metrics <ids>", "ids of metrics, by commas (default: all, built-in and from the playbook)"],
  ["--type <type>", "the metrics of content, product, email, website or omnichannel"],
  ["--html <file>", "write the long report as one HTML page"],
];

/** The short answer of `path` with the long report in it, as `report`, `devices` and, for the holdout, `holdout`. */
export async function askLongReport(
  environment: Environment,
  connection: Connection,
  path: string,
  { metrics, type, html }: LongReportOptions,
): Promise<Json> {
  const query = new URLSearchParams();
  if (metrics !== undefined) query.set("metrics", metrics);
  if (type !== undefined) query.set("type", type);
  const short = await connection.request("GET", path);
  const long = (await connection.request("GET", `${path}/report?${query}`)) as unknown as EffectExperiment;
  if (html !== undefined) {
    const money = long.currency === null ? {} : { currency: long.currency };
    await writeFile(resolve(environment.workingDirectory, html), experimentHtml(long.report, money));
  }
  const { report, devices, consistency, holdout } = long;
  const ofHoldout = holdout === undefined ? {} : { consistency, holdout };
  return { ...(short as object), report, devices, ...ofHoldout } as unknown as Json;
}
