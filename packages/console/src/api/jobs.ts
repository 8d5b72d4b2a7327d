import type { Job } from "@attune/model/job";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useQueryState } from "../app/use-route.ts";
import { refreshEvery } from "./refresh.ts";
import { RequestError, request } from "./request.ts";

const pollMs = 500;

/** Somebody called the work off. */
class CalledOff extends RequestError {
  constructor() {
    super("internal", "It was called off.");
  }
}

/** Watches a job to its end, which comes whether or not it is watched; its result, or a `RequestError`. */
export async function finishedJob<T>(started: Job, onProgress: (job: Job) => void = () => {}): Promise<T> {
  let job = started;
  while (job.state === "running") {
    onProgress(job);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    job = await request<Job>(`/v1/jobs/${encodeURIComponent(job.jobId)}`);
  }
  if (job.state === "done") return job.result as T;
  if (job.state === "canceled") throw new CalledOff();
  throw new RequestError("internal", job.error?.message ?? "The work ended early.");
}

/** Ends work that is under way. */
export function callOff(jobId: string): Promise<Job> {
  return request<Job>(`/v1/jobs/${encodeURIComponent(jobId)}`, { method: "DELETE" });
}

/** Starts long work at a path, tells how far it is, and afterwards asks for everything anew. `jobId`: of what is under way. */
export function useJob<T>(path: string) {
  const client = useQueryClient();
  const [underway, setUnderway] = useState<Job | null>(null);
  const mutation = useMutation({
    mutationFn: async (body: object) => {
      const started = await request<Job>(path, { method: "POST", body });
      return finishedJob<T>(started, setUnderway);
    },
    onSettled: () => {
      setUnderway(null);
      return client.invalidateQueries();
    },
  });
  const error = mutation.error instanceof CalledOff ? null : mutation.error;
  return { ...mutation, error, progress: underway?.progress ?? null, jobId: underway?.jobId ?? null };
}

/** As `useJob`, with the job in the address of the page: whoever opens it sees the same work, under way or done. One that the server no longer keeps is none. */
export function useAddressedJob<T>(path: string) {
  const client = useQueryClient();
  const [jobId, setJobId] = useQueryState("job", "");
  const start = useMutation({
    mutationFn: (body: object) => request<Job>(path, { method: "POST", body }),
    onSuccess: ({ jobId: started }) => setJobId(started),
  });
  const found = useOneJob(jobId === "" ? null : jobId);
  const { state, result, progress = null, error } = found.data ?? {};
  const isRunning = state === "running";
  useEffect(() => {
    if (isRunning) return () => void client.invalidateQueries();
  }, [isRunning, client]);
  const isForgotten = found.error instanceof RequestError && found.error.code === "not-found";
  return {
    mutate: start.mutate,
    data: state === "done" ? (result as T | undefined) : undefined,
    error:
      start.error ??
      (state === "failed"
        ? new RequestError("internal", error?.message ?? "The work ended early.")
        : isForgotten
          ? null
          : found.error),
    isPending: start.isPending || found.isLoading || isRunning,
    progress: isRunning ? progress : null,
    jobId: isRunning ? jobId : null,
  };
}

/** One job by its id, asked for again until it has ended. Null: there is none to ask about. */
export function useOneJob(jobId: string | null) {
  return useQuery({
    queryKey: ["job", jobId],
    queryFn: ({ signal }) => request<Job>(`/v1/jobs/${encodeURIComponent(jobId ?? "")}`, { signal }),
    enabled: jobId !== null,
    refetchInterval: (query) => refreshEvery(query.state.data?.state === "running" ? pollMs : null)(query),
  });
}
