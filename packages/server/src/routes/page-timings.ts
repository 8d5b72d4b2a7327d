import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keepAnswers } from "../http/keep-answers.ts";
import { pageTimings } from "../report/page-timings.ts";
import { count, only, text, time } from "../schema/parts.ts";

const timingsQuery = Type.Object({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650, description: "In the last so many days; 30." })),
});

const timingsAnswer = only({
  schema: Type.Literal("attune.measure.page-timings/1"),
  computedAt: time,
  days: count,
  timings: Type.Array(
    only({
      device: text,
      measured: text,
      pages: count,
      p50: Type.Number(),
      p75: Type.Number(),
      p95: Type.Number(),
      around75: Type.Tuple([Type.Number(), Type.Number()]),
    }),
  ),
});

/** How fast pages are for real people. */
export function pageTimingRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const keep = keepAnswers(app, instance);
  app.get<{ Querystring: Type.Static<typeof timingsQuery> }>(
    "/v1/measure/page-timings",
    {
      config: { needs: "read" },
      schema: {
        tags: ["measure"],
        summary: "What the browsers of real people measured: loading, reacting, deciding, filling slots",
        querystring: timingsQuery,
        response: { 200: timingsAnswer },
      },
    },
    (request, reply) => {
      const { days = 30 } = request.query;
      return keep(request, reply, () => pageTimings(instance.engine, days, instance.clock()));
    },
  );
}
