import { resolve } from "node:path";
import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Options {
  format: string;
  recipient: string;
}

export function privacyPseudonymisedCommand(environment: Environment): Command {
  return clientCommand<Options>(environment, {
    name: "pseudonymised",
    description:
      "Write what people did for analysts: a keyed hash in place of each person, no identifier, text or trait.",
    arguments: "<file>",
    example: "privacy pseudonymised events.csv --recipient university",
    async act(connection, { format, recipient }, [file = ""]) {
      const body = { file: resolve(environment.workingDirectory, file), format, recipient };
      const job = (await connection.request("POST", "/v1/privacy/pseudonymised", body)) as unknown as Job;
      return followJob(connection, job, environment);
    },
    print: (answer) => {
      const { file, events, people, leftOut } = answer as {
        file: string;
        events: number;
        people: number;
        leftOut: number;
      };
      return `${events} events of ${people} people in ${file}; ${leftOut} events of people who refused analytics left out.`;
    },
  })
    .requiredOption("--recipient <name>", "two recipients get different names for the same person")
    .option("--format <format>", "csv or jsonl", "csv");
}
