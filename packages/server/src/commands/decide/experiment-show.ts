import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import type { ListedExperiment } from "./experiment-list.ts";
import { experimentPath } from "./experiment-path.ts";

export function experimentShowCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "show",
    description: "What an experiment asks, what was locked at its start, and what was changed since.",
    arguments: "<id>",
    example: "decide experiment show hero-test",
    act: (connection, _options, [id]) => connection.request("GET", experimentPath(id)),
    print: (answer) => experimentText(answer as unknown as ListedExperiment),
  });
}

function experimentText(shown: ListedExperiment): string {
  const { experimentId, name, hypothesis, tacticId, variants, control, metricId, guardrails, method, run, bandit } =
    shown;
  const day = (at: number) => new Date(at).toISOString().slice(0, 16).replace("T", " ");
  return [
    `${name} (${experimentId}), ${shown.status}`,
    ...(hypothesis === undefined ? [] : [`hypothesis  ${hypothesis}`]),
    `tactic      ${tacticId}`,
    ...variants.map(({ variantId, weight }, i) => {
      const drawn = shown.policy === null ? "" : `, drawn ${percent(shown.policy.probabilities[i]!)} of the time now`;
      return `variant     ${variantId}${variantId === control ? " (control)" : ""}: ${percent(weight)}${drawn}`;
    }),
    `in it       ${percent(run?.ramp ?? shown.ramp)} of people`,
    `metric      ${metricId}${guardrails.length === 0 ? "" : `; guardrails ${guardrails.map((g) => `${g.metricId} (−${g.margin})`).join(", ")}`}`,
    bandit === null
      ? `method      ${method}`
      : `policy      ${bandit.kind}, a draw lasts ${bandit.windowHours} h, floor ${percent(bandit.floor)}`,
    ...(run === null
      ? []
      : [
          `started     ${day(run.startedAt)} by ${run.startedBy}, locked as ${run.hash.slice(0, 12)}; ${run.looks.length} looks`,
          ...run.changes.map(({ at, by, what }) => `${day(at)}  ${what}, by ${by}`),
          ...(run.endedAt === undefined
            ? []
            : [`ended       ${day(run.endedAt)}: ${run.reason}; everyone gets ${run.shown}`]),
        ]),
    ...(shown.isChangedSinceStart ? ["The file says something else since; what was locked counts."] : []),
  ].join("\n");
}

const percent = (share: number) => `${Number((100 * share).toFixed(1))} %`;
