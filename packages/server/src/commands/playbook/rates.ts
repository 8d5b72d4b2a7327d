import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import type { PlaybookApplied } from "@attune/model/playbook-report";
import type { Command } from "commander";
import { stringify } from "yaml";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

interface RatesOptions {
  base?: string;
  currencies?: string[];
  apply?: true;
  author?: string;
}

interface Answer {
  day: string | null;
  reportingCurrency: string;
  rates: Record<string, number>;
  applied: PlaybookApplied | null;
}

export function playbookRatesCommand(environment: Environment): Command {
  return clientCommand<RatesOptions>(environment, {
    name: "rates",
    description:
      "Exchange rates from a table (the European Central Bank's CSV, or currency,rate) into `business.rates`.",
    arguments: "<file>",
    example: "playbook rates eurofxref.csv --currencies USD GBP --apply",
    act: async (connection, { base, currencies, apply, author }, [file = ""]) =>
      connection.request("POST", "/v1/playbook/rates", {
        table: await textOf(resolve(environment.workingDirectory, file)),
        ...(base === undefined ? {} : { base }),
        ...(currencies === undefined ? {} : { currencies }),
        ...(apply === undefined ? {} : { apply, author: author ?? userInfo().username }),
      }),
    print: (answer) => {
      const { day, reportingCurrency, rates, applied } = answer as unknown as Answer;
      const yaml = stringify({ business: { rates } }).trimEnd();
      const told = `# one unit in ${reportingCurrency}${day === null ? "" : `, ${day}`}`;
      return applied === null ? `${told}\n${yaml}` : `${told}\n${yaml}\nrevision ${applied.revision.revision} runs`;
    },
  })
    .option("--base <code>", "what the rates are prices of (default: EUR)")
    .option("--currencies <codes...>", "which (default: those that have a rate now)")
    .option("--apply", "make it a new revision of the playbook")
    .option("--author <name>", "who says so (default: the user of this machine)");
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}
