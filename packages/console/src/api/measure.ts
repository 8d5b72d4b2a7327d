import type { HoldoutReport, TacticReport, Totals } from "@attune/model/report";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { useQuery } from "@tanstack/react-query";
import { refreshEvery } from "./refresh.ts";
import { request } from "./request.ts";

/** A tactic whose whole report could not be made. */
export type UndeterminedTactic = { tactic: { id: string; name: string } } & Undetermined;

const minuteMs = 60_000;

export function useTotals() {
  return useQuery({
    queryKey: ["totals"],
    queryFn: ({ signal }) => request<Totals>("/v1/measure/totals", { signal }),
    refetchInterval: refreshEvery(minuteMs),
  });
}

export function useHoldoutReport() {
  return useQuery({
    queryKey: ["holdout"],
    queryFn: ({ signal }) => request<HoldoutReport | Undetermined>("/v1/measure/holdout", { signal }),
    refetchInterval: refreshEvery(minuteMs),
  });
}

export function useTacticReports() {
  return useQuery({
    queryKey: ["tactic-reports"],
    queryFn: ({ signal }) =>
      request<{ tactics: Array<TacticReport | UndeterminedTactic> }>("/v1/measure/tactics", { signal }),
    select: (answer) => answer.tactics,
    refetchInterval: refreshEvery(minuteMs),
  });
}

export function useTacticReport(tacticId: string) {
  return useQuery({
    queryKey: ["tactic-report", tacticId],
    queryFn: ({ signal }) =>
      request<TacticReport | UndeterminedTactic>(`/v1/measure/tactics/${encodeURIComponent(tacticId)}`, { signal }),
    refetchInterval: refreshEvery(minuteMs),
  });
}

/** What the playbook declares; it answers also while analytics is away. */
export function useTactics() {
  return useQuery({
    queryKey: ["tactics"],
    queryFn: ({ signal }) => request<{ tactics: Tactic[] } & Partial<Playbook>>("/v1/tactics", { signal }),
    select: (answer) => answer.tactics,
  });
}

/** How the playbook calls a tactic; its id where it has been taken out since. */
export function useTacticNames(): (tacticId: string) => string {
  const tactics = useTactics().data;
  return (tacticId) => tactics?.find((one) => one.tacticId === tacticId)?.name ?? tacticId;
}

export function isReport<T extends object>(report: T | Undetermined): report is Exclude<T, Undetermined> {
  return !isUndetermined(report);
}
