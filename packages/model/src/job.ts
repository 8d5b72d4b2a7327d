import type { Json } from "./json.ts";

export type JobState = "running" | "done" | "failed" | "canceled";

/** Long work: started by one request, watched and canceled by others. */
export interface Job {
  jobId: string;
  kind: string;
  state: JobState;
  startedAt: string;
  endedAt: string | null;
  /** `total` is null while it is not known. */
  progress: { done: number; total: number | null; unit: string };
  result: Json | null;
  error: { code: string; message: string } | null;
}
