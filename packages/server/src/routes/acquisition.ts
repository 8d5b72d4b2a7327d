import type { Json } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { acquisitionReport } from "../acquisition/acquisition-report.ts";
import { keepSpend } from "../acquisition/ad-spend.ts";
import type { AppOptions } from "../http/app-options.ts";
import { jobAnswer } from "../schema/answers.ts";
import { storedAnswer } from "../schema/instance-answers.ts";

const closed = { additionalProperties: false };
const name = Type.String({ minLength: 1, maxLength: 500 });
const whole = Type.Optional(Type.Integer({ minimum: 0 }));
const day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
const spendBody = Type.Object(
  {
    rows: Type.Array(
      Type.Object(
        {
          day,
          campaign: name,
          channel: Type.Optional(name),
          amount: Type.Union([Type.Number({ minimum: 0 }), Type.String({ maxLength: 40 })]),
          currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
          clicks: whole,
          impressions: whole,
        },
        closed,
      ),
      { minItems: 1, maxItems: 100_000 },
    ),
  },
  closed,
);
const rangeBody = Type.Object({ from: day, to: day }, closed);

/** What campaigns cost, and what customers cost by them. */
export function acquisitionRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["forecast"];
  const { engine, jobs, clock } = instance;

  app.post<{ Body: Type.Static<typeof spendBody> }>(
    "/v1/forecast/spend",
    {
      config: { needs: "edit" },
      schema: {
        tags,
        summary: "Keep what campaigns cost by day; the same day and campaign again takes the place of what was there",
        body: spendBody,
        response: { 200: storedAnswer },
      },
    },
    async ({ body }) => ({ stored: await keepSpend(engine.stores.definitions, body.rows, engine.business()) }),
  );

  app.post<{ Body: Type.Static<typeof rangeBody> }>(
    "/v1/forecast/acquisition",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "What a new customer costs and brings, by the campaign that touched them first; answers the job",
        body: rangeBody,
        response: { 200: jobAnswer },
      },
    },
    async ({ body }) =>
      jobs.start(
        "acquisition",
        "people",
        async (context) => (await acquisitionReport(engine, body, { ...context, now: clock() })) as unknown as Json,
      ),
  );
}
