import type { BanditPolicy, Experiment, ExperimentRun, ServedPolicy } from "@attune/model/experiment";
import type { RunReport } from "@attune/model/run-report";
import { useGet } from "./get.ts";

/** An experiment as it is declared, and what became of it. */
export interface ExperimentView extends Omit<Experiment, "policy"> {
  bandit: BanditPolicy | null;
  policy: ServedPolicy | null;
  status: "draft" | ExperimentRun["status"];
  run: ExperimentRun | null;
  isChangedSinceStart: boolean;
}

export const useExperiments = () => useGet<{ experiments: ExperimentView[] }>("/v1/experiments", 30_000);

export const useExperiment = (experimentId: string) =>
  useGet<ExperimentView>(`/v1/experiments/${encodeURIComponent(experimentId)}`, 30_000);

/** Looking is logged, so it is asked for when somebody does; null: nobody does yet. */
export const useRunReport = (experimentId: string | null) =>
  useGet<RunReport>(
    experimentId === null ? null : `/v1/experiments/${encodeURIComponent(experimentId)}/report?by=console`,
  );
