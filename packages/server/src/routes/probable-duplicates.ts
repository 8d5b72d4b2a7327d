import { comparedFields } from "@attune/learn/link/person-record";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keepAnswers } from "../http/keep-answers.ts";
import { probableDuplicates } from "../quality/probable-duplicates.ts";
import { count, only, text } from "../schema/parts.ts";

const named = only({
  firstName: Type.Optional(text),
  lastName: Type.Optional(text),
  email: Type.Optional(text),
});

const duplicatesQuery = Type.Object({
  least: Type.Optional(
    Type.Number({ minimum: 0.5, maximum: 1, description: "Probability from which a pair is told; 0.9." }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: "100 unless said." })),
});

const leastUsual = 0.9;
const limitUsual = 100;
/** As the console asks for them. */
const asConsole = `/v1/collect/duplicates?least=${leastUsual}&limit=${limitUsual}`;

/** People who may be one, and who decides that: nobody is joined by it. */
export function probableDuplicateRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const duplicates = (least = leastUsual, limit = limitUsual) => probableDuplicates(instance.engine, least, limit);
  const keep = keepAnswers(app, instance, {
    expected: { [asConsole]: () => duplicates() },
    notedAs: "kept-duplicates",
  });
  app.get<{ Querystring: Type.Static<typeof duplicatesQuery> }>(
    "/v1/collect/duplicates",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags: ["collect"],
        summary: "Profiles without a common identifier that are probably one person, with the probability",
        querystring: duplicatesQuery,
        response: {
          200: only({
            lookedAt: count,
            people: count,
            suggestions: Type.Array(
              only({
                a: text,
                b: text,
                score: Type.Number(),
                agreeing: Type.Array(Type.Enum([...comparedFields])),
                named: only({ a: named, b: named }),
              }),
            ),
          }),
        },
      },
    },
    (request, reply) => keep(request, reply, () => duplicates(request.query.least, request.query.limit)),
  );
}
