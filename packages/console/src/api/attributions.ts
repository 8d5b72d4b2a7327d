import type { Job } from "@attune/model/job";
import type { Undetermined } from "@attune/model/undetermined";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "./request.ts";

/** Outcome per chosen thing, one way of choosing less another, with its 95% interval. */
export interface ChosenDifference {
  estimate: number;
  interval: { lower: number; upper: number };
}

/** What each signal adds to one outcome; the greatest first. */
export interface OutcomeAttribution {
  outcome: string;
  byChance: number;
  byAllSignals: number;
  signals: Array<{ signal: string; leaveOneOut: ChosenDifference; permutation: ChosenDifference }>;
}

/** What `attune learn attribution` tells. */
export interface AttributionReport {
  schema: "attune.learn.attribution/1";
  data: { rows: number; people: number; signals: string[]; share: number; seed: string };
  outcomes: OutcomeAttribution[] | Undetermined;
  /** An experiment that proves it: all signals, and one arm without each. */
  arms: Array<{ id: string; signals: string[]; without: string | null; weight: number }>;
}

interface AttributionOrder {
  file: File;
  /** As on the command line, without dashes. */
  options: Record<string, string | number>;
}

/** Announces what is asked, sends the file, and answers the job that works it out. */
export function useAttribution() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, options }: AttributionOrder) => {
      const { id } = await request<{ id: string }>("/v1/learn/attribution", { method: "POST", body: options });
      return request<Job>(`/v1/learn/attribution/${encodeURIComponent(id)}/file`, { method: "PUT", file });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["get", "/v1/jobs"] }),
  });
}
