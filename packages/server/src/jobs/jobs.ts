import { AttuneError, type ErrorCode, errorCatalogue } from "@attune/model/errors";
import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import type { Logger } from "pino";

/** What the work of a job is given. */
export interface JobContext {
  jobId: string;
  /** Aborted when someone cancels the job or the server stops: the work should end soon and leave a consistent state. */
  signal: AbortSignal;
  /** `total` is null while unknown; `unit` where it is another than before. */
  onProgress: (done: number, total: number | null, unit?: string) => void;
}

export interface Jobs {
  /** Begins the work and returns at once; `jobId` is a new one unless given. */
  start(kind: string, unit: string, work: (context: JobContext) => Promise<Json>, jobId?: string): Job;
  /** Throws `not-found` for an id that is not known, or no longer. */
  get(jobId: string): Job;
  /** Newest first. */
  list(): Job[];
  /** Asks the job to end. Its state says `canceled` once it has; a job that ended before stays what it is. */
  cancel(jobId: string): Job;
  /** Resolves with the job when it has ended, however it ended. */
  ended(jobId: string): Promise<Job>;
  /** Cancels all and resolves when all have ended. */
  close(): Promise<void>;
}

interface Running {
  job: Job;
  controller: AbortController;
  ended: Promise<void>;
}

/** Ended jobs are remembered up to this number, then the oldest are forgotten. */
const maxRemembered = 200;

/** Long work of this process. A job does not outlive the process: after a restart its work is simply asked for again. */
export function createJobs(deps: { clock: () => number; newId: () => string; log: Logger }): Jobs {
  const running = new Map<string, Running>();

  function find(jobId: string): Running {
    const found = running.get(jobId);
    if (found === undefined) throw new AttuneError("not-found", `There is no job ${jobId.slice(0, 100)}.`);
    return found;
  }

  function forgetOldest(): void {
    for (const [jobId, { job }] of running) {
      if (running.size <= maxRemembered) return;
      if (job.state !== "running") running.delete(jobId);
    }
  }

  /** A fault of what was asked, such as a file that is no table, is told to whoever asked: it is no trouble of the server. */
  function noteFailure({ jobId, kind }: Job, code: string, error: unknown): void {
    const isAsked = Object.hasOwn(errorCatalogue, code) && errorCatalogue[code as ErrorCode].status < 500;
    if (isAsked) deps.log.info({ jobId, kind, code }, "job refused");
    else deps.log.error({ err: error, jobId, kind }, "job failed");
  }

  async function carryOut(job: Job, controller: AbortController, work: (context: JobContext) => Promise<Json>) {
    try {
      job.result = await work({
        jobId: job.jobId,
        signal: controller.signal,
        onProgress: (done, total, unit = job.progress.unit) => {
          job.progress = { done, total, unit };
        },
      });
      job.state = "done";
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code =
        typeof (error as { code?: unknown }).code === "string" ? (error as { code: string }).code : "internal";
      job.state = controller.signal.aborted ? "canceled" : "failed";
      job.error = { code, message };
      if (job.state === "failed") noteFailure(job, code, error);
    }
    job.endedAt = new Date(deps.clock()).toISOString();
    deps.log.info({ jobId: job.jobId, kind: job.kind, state: job.state }, "job ended");
  }

  return {
    start(kind, unit, work, jobId = deps.newId()) {
      const job: Job = {
        jobId,
        kind,
        state: "running",
        startedAt: new Date(deps.clock()).toISOString(),
        endedAt: null,
        progress: { done: 0, total: null, unit },
        result: null,
        error: null,
      };
      const controller = new AbortController();
      running.set(jobId, { job, controller, ended: carryOut(job, controller, work) });
      forgetOldest();
      return job;
    },
    get: (jobId) => find(jobId).job,
    list: () => [...running.values()].map((r) => r.job).reverse(),
    cancel(jobId) {
      const { job, controller } = find(jobId);
      if (job.state === "running") controller.abort(new AttuneError("conflict", "The job was canceled."));
      return job;
    },
    async ended(jobId) {
      const found = find(jobId);
      await found.ended;
      return found.job;
    },
    async close() {
      for (const { controller } of running.values()) controller.abort(new AttuneError("stopping", "The server stops."));
      await Promise.all([...running.values()].map((r) => r.ended));
    },
  };
}
