import { userInfo } from "node:os";
import type { ExperimentRun } from "@attune/model/experiment";
import type { Json } from "@attune/model/json";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";
import { experimentPath } from "./experiment-path.ts";

interface Said {
  by?: string;
  reason?: string;
}

export function experimentStartCommand(environment: Environment): Command {
  return signed(
    clientCommand<Said>(environment, {
      name: "start",
      description: "Start an experiment: metric, method, variants and horizon are locked from now on.",
      arguments: "<id>",
      example: "decide experiment start hero-test",
      act: (connection, options, [id]) =>
        connection.request("POST", experimentPath(id, "start"), { by: author(options) }),
      print: (answer) => {
        const { experimentId, hash, ramp } = answer as unknown as ExperimentRun;
        return `${experimentId} runs with ${Number((100 * ramp).toFixed(1))} % of people; locked as ${hash.slice(0, 12)}.`;
      },
    }),
  );
}

export function experimentRampCommand(environment: Environment): Command {
  return signed(
    clientCommand<Said>(environment, {
      name: "ramp",
      description: "Let more people into a running experiment; nobody who is in moves.",
      arguments: "<id> <share>",
      example: "decide experiment ramp hero-test 0.5",
      act: (connection, options, [id, share = ""]) => {
        return connection.request("POST", experimentPath(id, "ramp"), { by: author(options), ramp: shareOf(share) });
      },
      print: (answer) => {
        const { experimentId, ramp } = answer as unknown as ExperimentRun;
        return `${experimentId} runs with ${Number((100 * ramp).toFixed(1))} % of people.`;
      },
    }),
  );
}

export function experimentStopCommand(environment: Environment): Command {
  return signed(
    clientCommand<Said>(environment, {
      name: "stop",
      description: "Stop an experiment: everyone gets the control.",
      arguments: "<id>",
      example: 'decide experiment stop hero-test --reason "the page changed"',
      act: (connection, options, [id]) => connection.request("POST", experimentPath(id, "stop"), said(options)),
      print: ended,
    }),
  ).option("--reason <text>", "why");
}

export function experimentShipCommand(environment: Environment): Command {
  return signed(
    clientCommand<Said & { holdout?: string }>(environment, {
      name: "ship",
      description: "End an experiment: everyone gets one variant.",
      arguments: "<id> <variant>",
      example: "decide experiment ship hero-test bold --holdout 0.05",
      act: (connection, options, [id, variant = ""]) => {
        const holdout = options.holdout === undefined ? {} : { holdout: shareOf(options.holdout) };
        return connection.request("POST", experimentPath(id, "ship"), { ...said(options), variant, ...holdout });
      },
      print: ended,
    }),
  )
    .option("--reason <text>", "why")
    .option(
      "--holdout <share>",
      "people who keep the control, up to 0.5: experiment <id>-holdout shows whether it lasts",
    );
}

function shareOf(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new UsageError(`${text} is no share above 0 and up to 1, such as 0.5`);
  return share;
}

function signed(command: Command): Command {
  return command.option("--by <name>", "who says so (default: the user of this machine)");
}

function said(options: Said) {
  return { by: author(options), ...(options.reason === undefined ? {} : { reason: options.reason }) };
}

function author({ by }: Said): string {
  return by ?? userInfo().username;
}

function ended(answer: Json): string {
  const { experimentId, status, shown, reason } = answer as unknown as ExperimentRun;
  return `${experimentId} was ${status}; everyone gets ${shown}. ${reason}`;
}
