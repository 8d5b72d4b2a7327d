import type { Job } from "@attune/model/job";
import type { JsonObject } from "@attune/model/json";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { finishedJob } from "./jobs.ts";
import { request } from "./request.ts";

interface QuarantinePage {
  entries: QuarantinedEvent[];
  next: number | null;
  /** All that is held, by code; not of this page alone. */
  counts: Record<string, number>;
}

export interface ReplayOutcome {
  replayed: number;
  kept: number;
  quarantined: number;
  dropped: number;
}

export function useQuarantine() {
  return useInfiniteQuery({
    queryKey: ["quarantine"],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) =>
      request<QuarantinePage>(`/v1/collect/quarantine?limit=50${pageParam === null ? "" : `&before=${pageParam}`}`, {
        signal,
      }),
    getNextPageParam: (page) => page.next,
  });
}

/** Sends quarantined events through collect again; `null` means all of them. */
export function useReplay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: number[] | null) => (ids === null ? replayAll() : replayThese(ids)),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["quarantine"] }),
        client.invalidateQueries({ queryKey: ["doctor"] }),
      ]),
  });
}

/** Takes an event, mended by hand, in the place of the quarantined one. */
export function useMend() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, events }: { id: number; events: JsonObject[] }) =>
      request<{ kept: number; dropped: number }>(`/v1/collect/quarantine/${id}/mend`, {
        method: "POST",
        body: { events },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["doctor"] }),
  });
}

const replayPath = "/v1/collect/quarantine/replay";

function replayThese(ids: number[]): Promise<ReplayOutcome> {
  return request<ReplayOutcome>(replayPath, { method: "POST", body: { ids } });
}

/** A job of the server: it goes on whether or not this page watches it to its end. */
async function replayAll(): Promise<ReplayOutcome> {
  return finishedJob(await request<Job>(replayPath, { method: "POST", body: {} }));
}

/** What a replay did, in one sentence. */
export function replaySentence(outcome: ReplayOutcome): string {
  const parts = [
    outcome.kept > 0 ? `${outcome.kept} kept` : "",
    outcome.dropped > 0 ? `${outcome.dropped} dropped as duplicates or without consent` : "",
    outcome.quarantined > 0 ? `${outcome.quarantined} still not valid and back in quarantine` : "",
  ].filter(Boolean);
  const events = outcome.replayed === 1 ? "1 event" : `${outcome.replayed} events`;
  return parts.length === 0 ? `${events} replayed.` : `${events} replayed: ${parts.join(", ")}.`;
}
