import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Transform } from "node:stream";
import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import type { Command } from "commander";
import { parse } from "yaml";
import type { Connection } from "../client/connection.ts";
import { resultOf } from "../client/follow-job.ts";
import { createProgressBar } from "../client/progress-bar.ts";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";
import { UsageError } from "./usage-error.ts";

interface ImportOptions {
  mapping: string;
}

interface ImportResult {
  rows: number;
  events: number;
  kept: number;
  dropped: number;
  quarantined: number;
  seconds: number;
}

const pollMs = 250;

export function importCommand(environment: Environment): Command {
  return clientCommand<ImportOptions>(environment, {
    name: "import",
    bringsData: true,
    description:
      "Take in a file of the past: CSV, TSV or JSON lines, gzip or not. The same file again changes nothing.",
    arguments: "<file>",
    example: "import online_retail_II.csv.gz --mapping online-retail --data-dir ./data",
    act: async (connection, { mapping }, [file = ""]) => {
      const path = resolve(environment.workingDirectory, file);
      const size = await sizeOf(path);
      const { importId } = (await connection.request("POST", "/v1/imports", {
        mapping: await readMapping(mapping, environment),
      })) as { importId: string };
      const result = await upload(connection, importId, path, size, environment);
      if ((result as unknown as ImportResult).quarantined > 0) environment.stderr.write(whereRefused(importId));
      return result;
    },
    print: (answer) => {
      const { rows, events, kept, dropped, quarantined, seconds } = answer as unknown as ImportResult;
      const count = (n: number) => n.toLocaleString("en");
      return `${count(rows)} rows became ${count(events)} events in ${seconds} s: ${count(kept)} events kept, ${count(dropped)} dropped (known already), ${count(quarantined)} rows and events set aside.`;
    },
  }).requiredOption(
    "--mapping <name or file>",
    "a preset (shopify-orders, klaviyo-profiles, …: docs/guide/sources.md), or a YAML file that says what the columns mean",
  );
}

function whereRefused(importId: string): string {
  return `Rows that could not be read are in imports/${importId}.refused.jsonl of the data directory, with line and reason;\nevents that were set aside: attune collect quarantine list\n`;
}

/** Sends the file as it is and draws how much of it has been taken; the answer comes when all of it is in the log. */
async function upload(
  connection: Connection,
  importId: string,
  path: string,
  size: number,
  environment: Environment,
): Promise<Json> {
  const bar = createProgressBar(environment.stderr, { unit: "rows", clock: Date.now });
  let sent = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      done(null, chunk);
    },
  });
  const source = createReadStream(path);
  source.on("error", (error) => counted.destroy(error));
  let polling = false;
  const timer = setInterval(async () => {
    if (polling) return;
    polling = true;
    const job = (await connection.request("GET", `/v1/jobs/${importId}`).catch(() => null)) as unknown as Job | null;
    // All sent is not all written: then there is no telling how much is left.
    if (job !== null) bar.update(job.progress.done, null, sent < size ? sent / size : undefined);
    polling = false;
  }, pollMs);
  try {
    const job = await connection.request("PUT", `/v1/imports/${importId}/file`, source.pipe(counted));
    return resultOf(job as unknown as Job);
  } finally {
    clearInterval(timer);
    bar.end();
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/** A name is looked up by the engine; a file's content is sent. */
async function readMapping(mapping: string, environment: Environment): Promise<Json> {
  if (!/\.ya?ml$/i.test(mapping)) return mapping;
  const path = resolve(environment.workingDirectory, mapping);
  try {
    return parse(await readFile(path, "utf8")) as Json;
  } catch (error) {
    throw new UsageError(`cannot read the mapping ${path}: ${(error as Error).message}`);
  }
}
