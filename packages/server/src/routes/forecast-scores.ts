import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { ScoreChoices } from "@attune/model/score";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keptLifetimeEffect, refreshLifetimeEffect, tacticNamed } from "../jobs/refresh-lifetime-effects.ts";
import { keepScoreChoices, lastScoreRefresh, refreshScores, scoreChoices } from "../jobs/refresh-scores.ts";
import { jobAnswer } from "../schema/answers.ts";
import { scoresAnswer, scoresBody } from "../schema/forecast-requests.ts";

const effectBody = Type.Object(
  {
    tactic: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: "Absent: personalization as a whole." }),
    ),
    model: scoresBody.properties.model,
    horizonDays: scoresBody.properties.horizonDays,
    discountRate: scoresBody.properties.discountRate,
    margin: scoresBody.properties.margin,
  },
  { additionalProperties: false },
);

/** What people are expected to do, written to their profiles, and what was done to what they are worth. */
export function forecastScoreRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["forecast"];

  app.get(
    "/v1/forecast/scores",
    {
      config: { needs: "read" },
      schema: { tags, summary: "The last refresh of people's scores", response: { 200: scoresAnswer } },
    },
    async () => {
      const last = await lastScoreRefresh(instance.engine);
      if (last === undefined) throw new AttuneError("not-found", "People have not been scored yet.");
      return { ...last, ageMs: instance.clock() - last.computedAt };
    },
  );

  app.post<{ Body: Type.Static<typeof scoresBody> }>(
    "/v1/forecast/scores",
    {
      config: { needs: "train" },
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

  app.post<{ Body: Type.Static<typeof effectBody> }>(
    "/v1/forecast/lifetime-effects",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary:
          "What a tactic, or personalization as a whole, did to lifetime value: paid so far plus predicted rest, with the model's error; kept for reports; answers the job",
        body: effectBody,
        response: { 200: jobAnswer },
      },
    },
    async ({ body: { tactic, ...choices } }) => {
      const { engine, clock, jobs } = instance;
      if (tactic !== undefined) tacticNamed(engine, tactic);
      const given = choices as Partial<ScoreChoices>;
      return jobs.start("lifetime-effect", "studies", async ({ signal }) => {
        return (await refreshLifetimeEffect(engine, tactic ?? null, clock(), given, signal)) as unknown as Json;
      });
    },
  );

  app.get<{ Querystring: { tactic?: string } }>(
    "/v1/forecast/lifetime-effects",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "What was worked out last of it",
        querystring: Type.Object({ tactic: Type.Optional(Type.String({ maxLength: 100 })) }),
      },
    },
    ({ query: { tactic } }) => keptLifetimeEffect(instance.engine, tactic ?? null),
  );
}
