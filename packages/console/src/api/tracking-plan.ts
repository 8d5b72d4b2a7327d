import type { PlanCheck, TrackingPlan } from "@attune/model/tracking-plan";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useGet } from "./get.ts";
import { refreshEvery } from "./refresh.ts";
import { request } from "./request.ts";

/** The plan in force. */
export const useTrackingPlan = () => useGet<{ plan: TrackingPlan }>("/v1/collect/plan");

/** A plan that the latest events would follow; false: not yet. Asked anew by each page that opens: it is about what came in just now. */
export function usePlanDraft(isAsked: boolean) {
  return useQuery({
    queryKey: ["plan-draft"],
    queryFn: ({ signal }) => request<{ plan: TrackingPlan }>("/v1/collect/plan/draft", { signal }),
    enabled: isAsked,
    staleTime: 0,
    refetchInterval: refreshEvery(null),
  });
}

/** Where the latest events depart from a plan; undefined: from the one in force; null: not yet. While another is asked about, the last answer stays. */
export function usePlanCheck(plan: TrackingPlan | null | undefined) {
  return useQuery({
    queryKey: ["plan-check", plan ?? "in force"],
    queryFn: ({ signal }) =>
      request<PlanCheck>("/v1/collect/plan/check", {
        method: "POST",
        body: plan === undefined ? {} : { plan },
        signal,
      }),
    enabled: plan !== null,
    placeholderData: keepPreviousData,
    refetchInterval: refreshEvery(null),
  });
}
