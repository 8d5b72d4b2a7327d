import { planViolations, type TrackingPlan, trackingPlanSchema } from "@attune/model/tracking-plan";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { checkPlan } from "../quality/check-plan.ts";
import { draftPlan } from "../quality/draft-plan.ts";
import { recentEvents } from "../quality/recent-events.ts";
import { count, only, orNull, text, time } from "../schema/parts.ts";

const looked = Type.Object({
  events: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000, description: "The latest so many; 20,000." })),
});
const share = Type.Number({ minimum: 0, maximum: 1 });
const planAnswer = only({ plan: trackingPlanSchema });
const checkAnswer = only({
  schema: Type.Literal("attune.collect.plan-check/1"),
  computedAt: time,
  events: count,
  since: orNull(time),
  conform: orNull(share),
  violations: Type.Array(
    only({
      kind: Type.Enum([...planViolations]),
      event: text,
      property: Type.Optional(text),
      events: count,
      share,
      sources: Type.Array(text),
      example: orNull(text),
    }),
  ),
  silent: Type.Array(text),
});
const checkBody = Type.Object({ plan: Type.Optional(trackingPlanSchema) }, { additionalProperties: false });

const usualEvents = 20_000;

/** Which events are to come in, with which properties, and whether they do. */
export function trackingPlanRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["collect"];
  const { engine, clock } = instance;

  app.get(
    "/v1/collect/plan",
    {
      config: { needs: "read" },
      schema: { tags, summary: "The tracking plan in force", response: { 200: planAnswer } },
    },
    async () => ({ plan: engine.playbook.trackingPlan ?? {} }),
  );

  app.get<{ Querystring: Type.Static<typeof looked> }>(
    "/v1/collect/plan/draft",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "A plan that recent traffic would follow, to be corrected by people",
        querystring: looked,
        response: { 200: planAnswer },
      },
    },
    async ({ query }) => ({ plan: draftPlan(await recentEvents(engine.stores.log, query.events ?? usualEvents)) }),
  );

  app.post<{ Querystring: Type.Static<typeof looked>; Body: { plan?: TrackingPlan } }>(
    "/v1/collect/plan/check",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Where recent traffic departs from the plan in force, or from one that is given",
        querystring: looked,
        body: checkBody,
        response: { 200: checkAnswer },
      },
    },
    async ({ query, body }) => {
      const plan = body.plan ?? engine.playbook.trackingPlan ?? {};
      return checkPlan(plan, await recentEvents(engine.stores.log, query.events ?? usualEvents), clock());
    },
  );
}
