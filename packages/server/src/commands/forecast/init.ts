import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Json } from "@attune/model/json";
import { Command, Option } from "commander";
import { type ConnectOptions, connect } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import { draftFromNumbers, type KnownNumbers } from "../../report/scenario-draft.ts";
import { UsageError } from "../usage-error.ts";

interface InitOptions extends ConnectOptions {
  fromNumbers?: true;
  visitors?: number;
  conversion?: number;
  orderValue?: number;
  margin?: number;
  currency?: string;
  by: string;
  out?: string;
  json?: true;
}

/** `attune forecast init`: a first scenario file, from the store's own funnel or from a handful of figures. */
export function forecastInitCommand(environment: Environment): Command {
  return new Command("init")
    .description("Writes a first scenario file: from the store's own funnel, or from a handful of numbers.")
    .option("--from-numbers", "take --visitors, --conversion and --order-value instead of the store")
    .option("--visitors <n>", "visitors a month", number)
    .option("--conversion <share>", "orders per visitor, such as 0.02 or 2%", share)
    .option("--order-value <amount>", "of an order", number)
    .option("--margin <share>", "of the order value, such as 0.4 or 40%", share)
    .option("--currency <code>", "such as EUR")
    .addOption(
      new Option("--by <dimension>", "tell the store's people apart by")
        .choices(["segment", "channel", "device"])
        .default("device"),
    )
    .option("--out <file>", "write it there instead of printing it")
    .option("--data-dir <dir>", "data directory", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune forecast init --from-numbers --visitors 85000 --conversion 2% --order-value 62 --currency EUR --out scenario.yaml\n",
    )
    .action(async (options: InitOptions) => {
      const yaml =
        options.fromNumbers === true
          ? draftFromNumbers(numbersOf(options), Date.now())
          : await askStore(options, environment);
      if (options.out !== undefined) {
        await writeFile(resolve(environment.workingDirectory, options.out), yaml, { flag: "wx" }).catch(
          refuseToOverwrite,
        );
      }
      const said =
        options.out === undefined
          ? yaml.trimEnd()
          : `${options.out} is written. Next: attune forecast scenario ${options.out}`;
      environment.stdout.write(`${options.json === true ? JSON.stringify({ yaml }) : said}\n`);
    });
}

async function askStore(options: InitOptions, environment: Environment): Promise<string> {
  const connection = await connect(options, environment, { bringsData: false });
  try {
    const answer: Json = await connection.request("POST", "/v1/forecast/scenario-drafts", {
      source: "store",
      by: options.by,
    });
    return (answer as { yaml: string }).yaml;
  } finally {
    await connection.close();
  }
}

function numbersOf({ visitors, conversion, orderValue, margin, currency }: InitOptions): KnownNumbers {
  if (visitors === undefined || conversion === undefined || orderValue === undefined) {
    throw new UsageError("--from-numbers needs --visitors, --conversion and --order-value");
  }
  return {
    visitorsPerMonth: visitors,
    conversion,
    orderValue,
    ...(margin === undefined ? {} : { marginRate: margin }),
    ...(currency === undefined ? {} : { currency }),
  };
}

function refuseToOverwrite(cause: NodeJS.ErrnoException): never {
  if (cause.code === "EEXIST") throw new UsageError(`${cause.path} exists already; name another file`);
  throw cause;
}

function number(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`${text} is not a number above 0`);
  return value;
}

function share(text: string): number {
  const value = text.endsWith("%") ? number(text.slice(0, -1)) / 100 : number(text);
  if (value > 1) throw new UsageError(`${text} is no share: 2 % is written as 2% or 0.02`);
  return value;
}
