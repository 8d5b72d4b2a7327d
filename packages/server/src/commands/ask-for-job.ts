import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import { type ConnectOptions, connect } from "../client/connect.ts";
import { followJob } from "../client/follow-job.ts";
import type { Environment } from "../environment.ts";

/** Asks the engine for long work and waits for it, progress on standard error: the job's result. */
export async function askForJob(
  environment: Environment,
  options: ConnectOptions,
  path: string,
  body: Json,
): Promise<Json> {
  const connection = await connect(options, environment, { bringsData: false });
  try {
    const job = (await connection.request("POST", path, body)) as unknown as Job;
    return await followJob(connection, job, environment);
  } finally {
    await connection.close();
  }
}
