import { userInfo } from "node:os";
import { type Learning, type Review, reviewVerdicts } from "@attune/model/review";
import { Command } from "commander";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";
import { UsageError } from "./usage-error.ts";

export function reviewCommand(environment: Environment): Command {
  return new Command("review")
    .description("What to do about each tactic, and what was learned")
    .addCommand(showCommand(environment))
    .addCommand(learnCommand(environment))
    .addCommand(learningsCommand(environment));
}

function showCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "show",
    description: "A verdict for every tactic: stop, adjust, scale, copy to another segment or channel, or wait.",
    example: "review show --data-dir ./data",
    act: (connection) => connection.request("GET", "/v1/review"),
    print: (answer) => reviewText(answer as unknown as Review),
  });
}

function learnCommand(environment: Environment): Command {
  return clientCommand<{ decision?: string; by?: string }>(environment, {
    name: "learn",
    description: "Write down what was learned of a tactic, and what was decided.",
    arguments: "<tactic> <text>",
    example: 'review learn free-shipping-hint --decision scale "worth 0.40 EUR a visitor, most on phones"',
    act: (connection, { decision = "", by }, [tacticId = "", text = ""]) => {
      if (!(reviewVerdicts as readonly string[]).includes(decision))
        throw new UsageError(`--decision: one of ${reviewVerdicts.join(", ")}`);
      return connection.request("POST", "/v1/review/learnings", {
        tacticId,
        decision,
        text,
        by: by ?? userInfo().username,
      });
    },
    print: (answer) => learningLine(answer as unknown as Learning),
  })
    .option("--decision <verdict>", `one of ${reviewVerdicts.join(", ")}`)
    .option("--by <name>", "who says so (default: the user of this machine)");
}

function learningsCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "learnings",
    description: "What was learned so far, the latest last.",
    example: "review learnings",
    act: (connection) => connection.request("GET", "/v1/review/learnings"),
    print: (answer) => {
      const { learnings } = answer as unknown as { learnings: Learning[] };
      return learnings.length === 0 ? "Nothing is written down." : learnings.map(learningLine).join("\n");
    },
  });
}

function reviewText({ verdicts }: Review): string {
  if (verdicts.length === 0) return "The playbook has no tactic.";
  return verdicts
    .flatMap(({ tacticId, verdict, reason }) => [`${verdict.padEnd(7)}${tacticId}`, `       ${reason}`])
    .join("\n");
}

function learningLine({ at, by, tacticId, decision, text }: Learning): string {
  return `${new Date(at).toISOString().slice(0, 10)} ${tacticId} ${decision} (${by}): ${text}`;
}
