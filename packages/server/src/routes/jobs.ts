import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";
import { jobAnswer } from "../schema/answers.ts";
import { jobsAnswer } from "../schema/instance-answers.ts";
import { idParams } from "../schema/words.ts";

/** Long work: what runs, how far it is, and the way to end it. */
export function jobRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["jobs"];
  app.get(
    "/v1/jobs",
    {
      config: { needs: "read", whileNotServing: true },
      schema: { tags, summary: "Jobs, newest first", response: { 200: jobsAnswer } },
    },
    async () => ({
      jobs: instance.jobs.list(),
    }),
  );

  app.get<{ Params: { id: string } }>(
    "/v1/jobs/:id",
    {
      config: { needs: "read", whileNotServing: true },
      schema: { tags, summary: "One job", params: idParams, response: { 200: jobAnswer } },
    },
    async (request) => instance.jobs.get(request.params.id),
  );

  app.delete<{ Params: { id: string } }>(
    "/v1/jobs/:id",
    {
      config: { needs: "study" },
      schema: { tags, summary: "Cancel a job", params: idParams, response: { 200: jobAnswer } },
    },
    async (request) => instance.jobs.cancel(request.params.id),
  );
}
