import type { BanditPolicy, Experiment, ExperimentRun } from "@attune/model/experiment";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

/** An experiment as the API tells it. */
export interface ListedExperiment extends Omit<Experiment, "policy"> {
  status: "draft" | ExperimentRun["status"];
  bandit: BanditPolicy | null;
  policy: { probabilities: number[]; learnedFrom: number } | null;
  run: ExperimentRun | null;
  isChangedSinceStart: boolean;
}

export function experimentListCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "list",
    description: "The experiments of the playbook, and those that ran.",
    example: "decide experiment list",
    act: (connection) => connection.request("GET", "/v1/experiments"),
    print: (answer) => {
      const { experiments } = answer as unknown as { experiments: ListedExperiment[] };
      if (experiments.length === 0) return "No experiments: declare one under `experiments:` in attune.yaml.";
      return experiments.map(line).join("\n");
    },
  });
}

function line({ experimentId, status, tacticId, variants, control, metricId, bandit, run }: ListedExperiment): string {
  const arms = variants.map(({ variantId }) => (variantId === control ? `${variantId} (control)` : variantId));
  const how = bandit === null ? "" : `, bandit (${bandit.kind})`;
  const ended = run?.reason === undefined ? "" : `: ${run.reason}`;
  return `${experimentId.padEnd(24)} ${status.padEnd(8)} ${tacticId}: ${arms.join(", ")} by ${metricId}${how}${ended}`;
}
