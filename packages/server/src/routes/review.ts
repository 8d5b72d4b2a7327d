import { AttuneError } from "@attune/model/errors";
import { gainWords, regularReportKinds, reviewVerdicts } from "@attune/model/review";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { addLearning, listLearnings } from "../governance/learnings.ts";
import { findReport, listReports } from "../governance/regular-reports.ts";
import { reviewNow } from "../governance/review-now.ts";
import { tacticHistory } from "../governance/tactic-history.ts";
import { teamScorecards } from "../governance/team-scorecards.ts";
import type { AppOptions } from "../http/app-options.ts";
import { keepAnswers } from "../http/keep-answers.ts";
import { measuredTactics } from "../report/measured-tactics.ts";
import { count, epochMs, only, orNull, text, time } from "../schema/parts.ts";
import { effect, orUndetermined } from "../schema/report-answers.ts";
import { idParams } from "../schema/words.ts";

const verdict = Type.Enum([...reviewVerdicts]);
const learning = only({ at: epochMs, by: text, tacticId: text, decision: verdict, text });
const reviewAnswer = only({
  schema: Type.Literal("attune.review/1"),
  computedAt: time,
  verdicts: Type.Array(
    only({
      tacticId: text,
      name: text,
      verdict,
      reason: text,
      people: count,
      pValue: orNull(Type.Number()),
      learned: Type.Optional(learning),
    }),
  ),
});
const tacticScore = only({
  tacticId: text,
  name: text,
  soonDays: count,
  longRunDays: count,
  people: count,
  soon: orUndetermined(effect),
  longRun: orUndetermined(effect),
  gain: Type.Enum([...gainWords]),
  told: text,
});
const scorecardsAnswer = only({
  schema: Type.Literal("attune.scorecards/1"),
  computedAt: time,
  basis: Type.Enum(["margin", "revenue"]),
  costsKnown: Type.Number({ minimum: 0, maximum: 1 }),
  currency: orNull(text),
  teams: Type.Array(
    only({
      team: orNull(text),
      tactics: Type.Array(tacticScore),
      longRunEarned: orNull(only({ estimate: Type.Number(), interval: Type.Tuple([Type.Number(), Type.Number()]) })),
      reversed: Type.Array(text),
    }),
  ),
});
const historyAnswer = only({
  tacticId: text,
  history: Type.Array(
    only({
      at: epochMs,
      what: Type.Enum(["playbook", "experiment", "stop", "verdict", "learning"]),
      by: text,
      told: text,
    }),
  ),
});
const sentReport = only({ to: text, outcome: Type.Enum(["accepted", "later", "failed", "gone"]) });
const reportHead = {
  reportId: text,
  kind: Type.Enum([...regularReportKinds]),
  period: text,
  madeAt: epochMs,
  text,
  sent: Type.Array(sentReport),
};
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
const reportsTold = 200;

/** The regular look at all tactics, and what was learned of them. */
export function reviewRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["measure"];
  let learned = 0;
  const review = () => reviewNow(instance.engine, instance.clock());
  const keep = keepAnswers(app, instance, { count: () => learned, expected: { "/v1/review": review } });

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
    (request, reply) => keep(request, reply, review),
  );

  app.get(
    "/v1/review/scorecards",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Long-run margin by team, and short gains that reverse",
        response: { 200: scorecardsAnswer },
      },
    },
    () => teamScorecards(instance.engine, instance.clock()),
  );

  app.get<{ Params: { id: string } }>(
    "/v1/review/tactics/:id",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "All that was decided and learned about a tactic, the earliest first",
        params: idParams,
        response: { 200: historyAnswer },
      },
    },
    async ({ params }) => {
      const history = await tacticHistory(instance.engine, params.id);
      if (history.length === 0) throw new AttuneError("not-found", `nothing is known of a tactic "${params.id}"`);
      return { tacticId: params.id, history };
    },
  );

  app.get(
    "/v1/review/reports",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Weekly and monthly reports that were made, the latest first",
        response: { 200: only({ reports: Type.Array(only(reportHead)) }) },
      },
    },
    async () => ({ reports: (await listReports(instance.engine.stores.definitions)).slice(0, reportsTold) }),
  );

  app.get<{ Params: { id: string } }>(
    "/v1/review/reports/:id",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "One report with its numbers",
        params: idParams,
        response: { 200: only({ ...reportHead, report: Type.Unknown() }) },
      },
    },
    async ({ params }) => {
      const report = await findReport(instance.engine.stores.definitions, params.id);
      if (report === undefined) throw new AttuneError("not-found", `There is no report "${params.id}".`);
      return report;
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
      config: { needs: "study", names: "by" },
      schema: {
        tags,
        summary: "Write down what was learned of a tactic",
        body: learningBody,
        response: { 200: learning },
      },
    },
    async ({ body }) => {
      const { engine, clock } = instance;
      if (!measuredTactics(engine.playbook).some(({ tacticId }) => tacticId === body.tacticId))
        throw new AttuneError("not-found", `no tactic "${body.tacticId}" in the playbook`, { path: "tacticId" });
      const added = await addLearning(engine.stores.definitions, { at: clock(), ...body, by: body.by ?? "api" });
      learned++;
      return added;
    },
  );
}
