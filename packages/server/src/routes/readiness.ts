import { readinessQuestions } from "@attune/model/readiness";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keepAnswers } from "../http/keep-answers.ts";
import { answerReadiness } from "../readiness/answer-readiness.ts";
import { decisionTimes } from "../readiness/decision-times.ts";
import { readinessFacts } from "../readiness/readiness-facts.ts";
import { walkGuide } from "../readiness/walk-guide.ts";
import { count, only, orNull, text, time } from "../schema/parts.ts";

const question = Type.Enum([...readinessQuestions]);
const readinessAnswer = only({
  schema: Type.Literal("attune.readiness/1"),
  computedAt: time,
  answers: Type.Array(
    only({
      question,
      asked: text,
      answer: Type.Enum(["yes", "partly", "no", "unknown"]),
      evidence: Type.Array(text),
      link: text,
    }),
  ),
  gaps: Type.Array(only({ question, expectedEffect: Type.Number(), action: text })),
  holdOff: only({ reasons: Type.Array(text), override: orNull(text), askYourself: Type.Array(text) }),
});
const task = only({ task: text, done: Type.Boolean(), evidence: text, next: text });
const guideAnswer = only({
  schema: Type.Literal("attune.guide/1"),
  computedAt: time,
  day: orNull(count),
  weeks: Type.Array(only({ week: count, title: text, done: Type.Boolean(), tasks: Type.Array(task) })),
  next: orNull(task),
});

/** The same facts answer both: who asks for one has the other at once. */
const factsKey = "readiness facts";

/** Whether personalization can work here, and what to do first. */
export function readinessRoutes(app: FastifyInstance, { instance, metrics }: AppOptions): void {
  const tags = ["admin"];
  const facts = async () => {
    const now = instance.clock();
    return { now, told: await readinessFacts(instance.engine, await decisionTimes(metrics.registry), now) };
  };
  const keep = keepAnswers(app, instance, { expected: { [factsKey]: facts } });

  app.get(
    "/v1/readiness",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Nine questions with evidence, the gaps by what they hold back, and when to hold off",
        response: { 200: readinessAnswer },
      },
    },
    async (request, reply) => {
      const { told, now } = await keep(request, reply, facts, factsKey);
      return answerReadiness(told, now);
    },
  );

  app.get(
    "/v1/guide",
    {
      config: { needs: "read" },
      schema: { tags, summary: "The first thirty days, with what is done", response: { 200: guideAnswer } },
    },
    async (request, reply) => {
      const { told, now } = await keep(request, reply, facts, factsKey);
      return walkGuide(told, now);
    },
  );
}
