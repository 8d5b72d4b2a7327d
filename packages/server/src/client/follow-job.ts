import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import type { Environment } from "../environment.ts";
import { createBarOfParts } from "./bar-of-parts.ts";
import type { Connection } from "./connection.ts";

const pollMs = 200;

/** Watches a job to its end, drawing its progress. Resolves with its result, rejects with its error. */
export async function followJob(connection: Connection, started: Job, environment: Environment): Promise<Json> {
  const bar = createBarOfParts(environment.stderr);
  let job = started;
  try {
    while (job.state === "running") {
      bar.update(job.progress.unit, job.progress.done, job.progress.total);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      job = await stateOf(job.jobId, connection);
    }
  } finally {
    bar.end();
  }
  return resultOf(job);
}

async function stateOf(jobId: string, connection: Connection): Promise<Job> {
  try {
    return (await connection.request("GET", `/v1/jobs/${encodeURIComponent(jobId)}`)) as unknown as Job;
  } catch (error) {
    if (!isBroken(error)) throw error;
    throw new Error(
      `The server went away while the work was under way (${error.message}), which ended with it. It can be asked for again.`,
    );
  }
}

/** Of a connection without an answer: undici and the system name what happened in capitals. */
function isBroken(error: unknown): error is Error {
  return error instanceof Error && /^(UND_ERR_|E[A-Z]+$)/.test(String((error as { code?: unknown }).code));
}

/** The result of a job that is done; throws what ended any other. */
export function resultOf(job: Job): Json {
  if (job.state === "done") return job.result;
  throw Object.assign(new Error(job.error?.message ?? `The job is ${job.state}.`), { code: job.error?.code });
}
