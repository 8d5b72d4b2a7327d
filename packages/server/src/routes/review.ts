import { AttuneError } from "@attune/model/errors";
import { reviewVerdicts } from "@attune/model/review";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { addLearning, listLearnings } from "../governance/learnings.ts";
import { weeklyReview } from "../governance/weekly-review.ts";
import type { AppOptions } from "../http/app-options.ts";
import { allTacticReports } from "../report/effect-reports.ts";
import { measuredTactics } from "../report/measured-tactics.ts";
import { count, epochMs, only, orNull, text, time } from "../schema/parts.ts";

const verdict = Type.Enum([...reviewVerdicts]);
const reviewAnswer = only({
  schema: Type.Literal("attune.review/1"),
  computedAt: time,
  verdicts: Type.Array(
    only({ tacticId: text, name: text, verdict, reason: text, people: count, pValue: orNull(Type.Number()) }),
  ),
});
const learning = only({ at: epochMs, by: text, tacticId: text, decision: verdict, text });
const learningBody = Type.Object(
  {
    tacticId: Type.String({ minLength: 1, maxLength: 100 }),
    decision: verdict,
    text: Type.String({ minLength: 1, maxLength: 10_000 }),
    by: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  { additionalProperties: false },
);

const learningsTold = 1_000;

/** The regular look at all tactics, and what was learned of them. */
export function reviewRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["measure"];

  app.get(
    "/v1/review",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "A verdict for every tactic: stop, adjust, scale, copy, wait",
        response: { 200: reviewAnswer },
      },
    },
    async () => {
      const { engine, clock } = instance;
      const { tactics } = await allTacticReports(engine, clock());
      return weeklyReview(engine.playbook, tactics, clock());
    },
  );

  app.get(
    "/v1/review/learnings",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "What was learned, the latest last",
        response: { 200: only({ learnings: Type.Array(learning) }) },
      },
    },
    async () => ({ learnings: await listLearnings(instance.engine.stores.definitions, learningsTold) }),
  );

  app.post<{ Body: Type.Static<typeof learningBody> }>(
    "/v1/review/learnings",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Write down what was learned of a tactic",
        body: learningBody,
        response: { 200: learning },
      },
    },
    ({ body }) => {
      const { engine, clock } = instance;
      if (!measuredTactics(engine.playbook).some(({ tacticId }) => tacticId === body.tacticId))
        throw new AttuneError("not-found", `no tactic "${body.tacticId}" in the playbook`, { path: "tacticId" });
      return addLearning(engine.stores.definitions, { at: clock(), ...body, by: body.by ?? "api" });
    },
  );
}
