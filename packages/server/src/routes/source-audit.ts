import { qualityDimensions } from "@attune/model/source-audit";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keepAnswers } from "../http/keep-answers.ts";
import { auditSources } from "../quality/audit-sources.ts";
import { count, only, orNull, text, time } from "../schema/parts.ts";
import { orUndetermined } from "../schema/report-answers.ts";

const auditQuery = Type.Object({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500, description: "Received in so many days; 30." })),
});
const share = Type.Number({ minimum: 0, maximum: 1 });
const dimension = Type.Enum([...qualityDimensions]);
const auditAnswer = only({
  schema: Type.Literal("attune.collect.audit/1"),
  computedAt: time,
  days: count,
  sources: Type.Array(
    only({
      source: text,
      events: count,
      people: count,
      firstReceivedAt: time,
      lastReceivedAt: time,
      score: share,
      scores: Type.Array(only({ dimension, score: orUndetermined(share), evidence: text })),
      freshness: only({
        state: Type.Enum(["fresh", "stale", "one-time", "unknown"]),
        silentHours: Type.Number(),
        limitHours: orNull(Type.Number()),
      }),
    }),
  ),
  gaps: Type.Array(only({ source: text, dimension, score: share, events: count, evidence: text, action: text }), {
    description: "The three worst, the worst first.",
  }),
});

const usualDays = 30;
/** As the sources of the console ask for it. */
const auditOfSources = `/v1/collect/audit?days=${usualDays}`;

/** How good what comes in is. */
export function sourceAuditRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const audit = (days = usualDays) => auditSources(instance.engine, days, instance.clock());
  const keep = keepAnswers(app, instance, { expected: { [auditOfSources]: () => audit() } });
  app.get<{ Querystring: Type.Static<typeof auditQuery> }>(
    "/v1/collect/audit",
    {
      config: { needs: "read" },
      schema: {
        tags: ["collect"],
        summary: "Every source with its scores, and the three worst gaps with what to do",
        querystring: auditQuery,
        response: { 200: auditAnswer },
      },
    },
    (request, reply) => keep(request, reply, () => audit(request.query.days)),
  );
}
