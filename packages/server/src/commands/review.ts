import { userInfo } from "node:os";
import {
  type Learning,
  type RegularReport,
  type Review,
  reviewVerdicts,
  type Scorecards,
  type TacticHistoryEntry,
} from "@attune/model/review";
import { Command } from "commander";
import type { Environment } from "../environment.ts";
import { reviewText, scorecardsText } from "../governance/report-texts.ts";
import { clientCommand } from "./client-command.ts";
import { UsageError } from "./usage-error.ts";

export function reviewCommand(environment: Environment): Command {
  return new Command("review")
    .description("What to do about each tactic, and what was learned")
    .addCommand(showCommand(environment))
    .addCommand(scorecardsCommand(environment))
    .addCommand(historyCommand(environment))
    .addCommand(reportsCommand(environment))
    .addCommand(reportCommand(environment))
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

function scorecardsCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "scorecards",
    description:
      "What each team's tactics earn in the long run, in margin per visitor; short gains that reverse are named.",
    example: "review scorecards",
    act: (connection) => connection.request("GET", "/v1/review/scorecards"),
    print: (answer) => scorecardsText(answer as unknown as Scorecards),
  });
}

function historyCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "history",
    description: "All that was decided and learned about a tactic or journey, the earliest first.",
    arguments: "<tactic>",
    example: "review history free-shipping-hint",
    act: (connection, _options, [id = ""]) => connection.request("GET", `/v1/review/tactics/${encodeURIComponent(id)}`),
    print: (answer) => {
      const { history } = answer as unknown as { history: TacticHistoryEntry[] };
      return history
        .map(({ at, what, by, told }) => `${new Date(at).toISOString().slice(0, 10)} ${what.padEnd(10)} ${by}: ${told}`)
        .join("\n");
    },
  });
}

function reportsCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "reports",
    description: "The weekly reviews and monthly reports that were made, and who got them.",
    example: "review reports",
    act: (connection) => connection.request("GET", "/v1/review/reports"),
    print: (answer) => {
      const { reports } = answer as unknown as { reports: RegularReport[] };
      if (reports.length === 0) return "No week or month has been reported yet.";
      return reports
        .map(({ reportId, madeAt, sent }) => {
          const got = sent.map(({ to, outcome }) => `${to} ${outcome}`).join(", ") || "nobody";
          return `${reportId.padEnd(28)} made ${new Date(madeAt).toISOString().slice(0, 16)}, sent to ${got}`;
        })
        .join("\n");
    },
  });
}

function reportCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "report",
    description: "One of these reports, as it was mailed.",
    arguments: "<id>",
    example: "review report weekly-review-2026-W47",
    act: (connection, _options, [id = ""]) => connection.request("GET", `/v1/review/reports/${encodeURIComponent(id)}`),
    print: (answer) => (answer as unknown as RegularReport).text,
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

function learningLine({ at, by, tacticId, decision, text }: Learning): string {
  return `${new Date(at).toISOString().slice(0, 10)} ${tacticId} ${decision} (${by}): ${text}`;
}
