import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { ScoreChoices } from "@attune/model/score";
import type { FastifyInstance } from "fastify";
import type Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keepScoreChoices, lastScoreRefresh, refreshScores, scoreChoices } from "../jobs/refresh-scores.ts";
import { jobAnswer } from "../schema/answers.ts";
import { scoresAnswer, scoresBody } from "../schema/forecast-requests.ts";

/** What people are expected to do, written to their profiles. */
export function forecastScoreRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["forecast"];

  app.get(
    "/v1/forecast/scores",
    { schema: { tags, summary: "The last refresh of people's scores", response: { 200: scoresAnswer } } },
    async () => {
      const last = await lastScoreRefresh(instance.engine);
      if (last === undefined) throw new AttuneError("not-found", "People have not been scored yet.");
      return { ...last, ageMs: instance.clock() - last.computedAt };
    },
  );

  app.post<{ Body: Type.Static<typeof scoresBody> }>(
    "/v1/forecast/scores",
    {
      schema: {
        tags,
        summary:
          "Score all customers and write it to their profiles: probability alive, next order, future orders and value; answers the job. What is chosen holds for scheduled refreshes, too",
        body: scoresBody,
        response: { 200: jobAnswer },
      },
    },
    async ({ body }) => {
      const { engine, jobs, clock } = instance;
      const choices = { ...(await scoreChoices(engine)), ...body } as ScoreChoices;
      await keepScoreChoices(engine, choices);
      return jobs.start(
        "scores",
        "people",
        async (context) => (await refreshScores(engine, clock(), choices, context)) as unknown as Json,
      );
    },
  );
}
