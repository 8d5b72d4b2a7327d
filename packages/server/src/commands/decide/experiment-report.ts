import { userInfo } from "node:os";
import type { AdaptiveValue, BanditReport, RunReport } from "@attune/model/run-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { experimentText } from "../measure/experiment-text.ts";
import { experimentPath } from "./experiment-path.ts";

export function experimentReportCommand(environment: Environment): Command {
  return clientCommand<{ by?: string }>(environment, {
    name: "report",
    description: "What an experiment has shown so far. The look is logged with its reader.",
    arguments: "<id>",
    example: "decide experiment report hero-test",
    act: (connection, { by }, [id]) =>
      connection.request("GET", `${experimentPath(id, "report")}?by=${encodeURIComponent(by ?? userInfo().username)}`),
    print: (answer) => reportText(answer as unknown as RunReport),
  }).option("--by <name>", "who looks (default: the user of this machine)");
}

function reportText(report: RunReport): string {
  const { name, experimentId, status, startedAt, registration, looks, reason, shown } = report;
  const ended = status === "running" ? "" : `; ${reason}; everyone gets ${shown}`;
  return [
    `${name} (${experimentId}), ${status} since ${startedAt.slice(0, 10)}${ended}`,
    `locked as ${registration.hash.slice(0, 12)}, ${looks.length} looks`,
    ...(report.stale === null
      ? []
      : [`! Stale since ${report.stale.since.slice(0, 10)}: ${report.stale.reasons.join(" ")}`]),
    ...(registration.isChangedSinceStart ? ["The file says something else since; what was locked counts."] : []),
    "",
    ...(report.bandit === undefined
      ? [isUndetermined(report.report) ? report.report.undetermined.reason : experimentText(report.report)]
      : banditLines(report.bandit, registration.experiment.control)),
  ].join("\n");
}

function banditLines(bandit: BanditReport | Undetermined, control: string): string[] {
  if (isUndetermined(bandit)) return [bandit.undetermined.reason];
  const learned =
    bandit.policy === null ? "nothing yet: it draws by the declared weights" : `${bandit.policy.learnedFrom} draws`;
  return [
    `${bandit.draws} draws whose ${bandit.windowHours} h have ended; learned from ${learned}`,
    ...bandit.arms.map(({ variantId, draws, probability, value, effect }) => {
      const against = effect === undefined ? "" : `; against ${control} ${valueText(effect)}`;
      return `  ${variantId.padEnd(16)} drawn ${draws} times, ${(100 * probability).toFixed(1)} % now: ${valueText(value)}${against}`;
    }),
    `earned per draw ${valueText(bandit.earned)}; more than ${control} alone ${valueText(bandit.gainOverControl)}`,
  ];
}

function valueText(value: AdaptiveValue | Undetermined): string {
  if (isUndetermined(value)) return `undetermined (${value.undetermined.reason})`;
  const [lower, upper] = value.interval.map((end) => Number(end.toPrecision(3)));
  return `${Number(value.estimate.toPrecision(3))} (${lower} to ${upper})`;
}
