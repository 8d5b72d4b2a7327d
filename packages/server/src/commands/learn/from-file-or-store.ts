import type { Json } from "@attune/model/json";
import type { Command } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import { askForJob } from "../ask-for-job.ts";
import { UsageError } from "../usage-error.ts";

/** Options of a command of `attune learn` that takes a file or, instead, what the store knows. */
export interface StoreOptions extends ConnectOptions {
  store?: true;
  json?: true;
}

/** How such a command comes to its document from a file, and what is printed of it. */
interface Answer<Options, Report> {
  fromFile: (options: Options, environment: Environment) => Promise<Report>;
  text: (report: Report) => string;
  /** Whether the exit code is 1; absent: never. */
  isFailure?: (report: Report) => boolean;
}

/** Adds the options of the store, and has the command answer from there where they say so, from a file otherwise. */
export function fromFileOrStore<Options extends StoreOptions, Report>(
  command: Command,
  environment: Environment,
  { fromFile, text, isFailure = () => false }: Answer<Options, Report>,
): Command {
  return withStoreOptions(command).action(async () => {
    const options = command.opts<Options>();
    const report =
      options.store === true
        ? ((await askStore(command, environment)) as unknown as Report)
        : await fromFile(options, environment);
    environment.stdout.write(`${options.json === true ? JSON.stringify(report) : text(report)}\n`);
    if (isFailure(report)) process.exitCode = 1;
  });
}

function withStoreOptions(command: Command): Command {
  return command
    .option("--store", "instead of a file: the latest interactions of everybody in the store")
    .option("--data-dir <dir>", "data directory (--store)", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory (--store)")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)");
}

const ownOptions = new Set(["store", "dataDir", "url", "key", "config", "json"]);

/** Has `attune learn <name>` carried out on the store, with all other options that were given: the document that the command prints. */
async function askStore(command: Command, environment: Environment): Promise<Json> {
  const given: Record<string, Json> = { store: true };
  for (const option of command.options) {
    const name = option.attributeName();
    if (ownOptions.has(name) || command.getOptionValueSource(name) !== "cli") continue;
    const value = command.getOptionValue(name) as Json;
    given[option.long!.slice(2)] = Array.isArray(value) ? value.join(";") : value;
  }
  return askForJob(environment, command.opts<ConnectOptions>(), `/v1/learn/${command.name()}`, given);
}

/** The value of an option that a file needs. */
export function needed(value: string | undefined, option: string): string {
  if (value !== undefined) return value;
  throw new UsageError(`say ${option}, or --store for what the store knows`);
}
