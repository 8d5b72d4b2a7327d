import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { Option } from "commander";
import { type FeedFormat, feedFormats } from "../../catalogue/feed.ts";
import type { FeedResult } from "../../catalogue/load-feed.ts";
import { resultOf } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

interface LoadOptions {
  format?: FeedFormat;
  currency?: string;
  complete?: true;
  dryRun?: true;
}

/** `attune catalog load`: items from a feed. */
export function catalogLoadCommand(environment: Environment): Command {
  return clientCommand<LoadOptions>(environment, {
    name: "load",
    bringsData: true,
    description:
      "Take in a feed of items: CSV, Shopify's product CSV or JSON, Google Merchant's XML or TSV. Items that are there are replaced.",
    arguments: "<file>",
    example: "catalog load products_export.csv --complete --data-dir ./data",
    act: async (connection, { format, currency, complete, dryRun }, [file = ""]) => {
      const path = resolve(environment.workingDirectory, file);
      await requireFile(path);
      const order = {
        ...(format === undefined ? {} : { format }),
        ...(currency === undefined ? {} : { currency }),
        ...(complete === undefined ? {} : { complete }),
        ...(dryRun === undefined ? {} : { dryRun }),
      };
      const { feedId } = (await connection.request("POST", "/v1/catalog/feeds", order)) as { feedId: string };
      const job = await connection.request("PUT", `/v1/catalog/feeds/${feedId}/file`, createReadStream(path));
      return resultOf(job as unknown as Job);
    },
    print: (answer) => {
      const { dryRun, stored, added, changed, refused, removed, reasons } = answer as unknown as FeedResult;
      const count = (n: number) => n.toLocaleString("en");
      const told = reasons.slice(0, 10).map(({ line, reason }) => `  ${line}: ${reason}`);
      const what = `${count(stored)} items stored (${count(added)} new, ${count(changed)} changed), ${count(removed)} taken out, ${count(refused)} refused`;
      return [!dryRun ? what : `${what}: so it would be; nothing was done`, ...told].join("\n");
    },
  })
    .addOption(new Option("--format <format>", "default: told by the content").choices([...feedFormats]))
    .option("--currency <code>", "of prices that name none (default: the reporting currency)")
    .option("--complete", "the feed is all there is: take out what is not in it")
    .option("--dry-run", "only say what it would do");
}

async function requireFile(path: string): Promise<void> {
  try {
    if ((await stat(path)).isFile()) return;
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
  throw new UsageError(`${path} is no file`);
}
