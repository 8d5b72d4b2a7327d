import type { JsonObject } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keepAnswers } from "../http/keep-answers.ts";
import { createPlaybookDesk } from "../playbook/playbook-desk.ts";
import { playbookMarkdown } from "../playbook/playbook-text.ts";
import {
  playbookAppliedAnswer,
  playbookCheckAnswer,
  playbookDocumentAnswer,
  playbookHistoryAnswer,
  playbookPlanAnswer,
  playbookTextAnswer,
} from "../schema/playbook-answers.ts";
import { playbookTemplateRoutes } from "./playbook-templates.ts";

const closed = { additionalProperties: false };
const file = Type.Unsafe<string | JsonObject>({
  anyOf: [{ type: "string" }, { type: "object" }],
  description: "The playbook: its text (YAML), or what it says as JSON.",
});
const accept = Type.Optional(
  Type.Array(Type.String(), { description: "Codes of errors that the author accepts: `metric-without-events`." }),
);
const how = {
  author: Type.String({ minLength: 1, maxLength: 200 }),
  note: Type.Optional(Type.String({ maxLength: 2_000 })),
  expected: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: "The revision that the change was made from; another one that runs by now refuses it.",
    }),
  ),
  accept,
};

const checkBody = Type.Object({ file, accept }, closed);
const planBody = Type.Object({ file }, closed);
const applyBody = Type.Object({ file, ...how }, closed);
const rollbackBody = Type.Object({ to: Type.Integer({ minimum: 1 }), ...how }, closed);
const historyQuery = Type.Object({
  before: Type.Optional(Type.Integer({ minimum: 1 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
const revisionParams = Type.Object({ revision: Type.Integer({ minimum: 1 }) });
const documentQuery = Type.Object({ format: Type.Optional(Type.Enum(["json", "markdown"])) });

/** The playbook: looked at, changed, rolled back. */
export function playbookRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["playbook"];
  const desk = createPlaybookDesk(instance);
  const keep = keepAnswers(app, instance, { expected: { "/v1/playbook/document": desk.document } });
  playbookTemplateRoutes(app);

  app.get(
    "/v1/playbook",
    {
      config: { needs: "read" },
      schema: { tags, summary: "The text that runs, and its revision", response: { 200: playbookTextAnswer } },
    },
    () => desk.present(),
  );

  app.post<{ Body: Type.Static<typeof checkBody> }>(
    "/v1/playbook/check",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "What a team should mend or know before a playbook runs",
        body: checkBody,
        response: { 200: playbookCheckAnswer },
      },
    },
    ({ body }) => desk.check(body.file, body.accept ?? []),
  );

  app.post<{ Body: Type.Static<typeof planBody> }>(
    "/v1/playbook/plan",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "What a playbook would change, and for how many people",
        body: planBody,
        response: { 200: playbookPlanAnswer },
      },
    },
    ({ body }) => desk.plan(body.file),
  );

  app.post<{ Body: Type.Static<typeof applyBody> }>(
    "/v1/playbook/apply",
    {
      config: { needs: "edit", names: "author" },
      schema: {
        tags,
        summary: "Put a playbook in place of the one that runs, whole or not at all",
        body: applyBody,
        response: { 200: playbookAppliedAnswer },
      },
    },
    ({ body: { note = "", accept: accepted = [], ...order } }) => desk.apply({ ...order, note, accept: accepted }),
  );

  app.post<{ Body: Type.Static<typeof rollbackBody> }>(
    "/v1/playbook/rollback",
    {
      config: { needs: "edit", names: "author" },
      schema: {
        tags,
        summary: "Make an earlier revision run again, as a new one",
        body: rollbackBody,
        response: { 200: playbookAppliedAnswer },
      },
    },
    ({ body: { to, note = `back to revision ${to}`, accept: accepted = [], ...order } }) =>
      desk.rollback(to, { ...order, note, accept: accepted }),
  );

  app.get<{ Querystring: Type.Static<typeof historyQuery> }>(
    "/v1/playbook/revisions",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Revisions, newest first",
        querystring: historyQuery,
        response: { 200: playbookHistoryAnswer },
      },
    },
    async ({ query: { before = null, limit = 50 } }) => {
      const found = await desk.history(before, limit);
      return { revisions: found.map(({ text: _text, ...revision }) => revision) };
    },
  );

  app.get<{ Params: Type.Static<typeof revisionParams> }>(
    "/v1/playbook/revisions/:revision",
    { config: { needs: "read" }, schema: { tags, summary: "One revision with its text", params: revisionParams } },
    ({ params }) => desk.revision(params.revision),
  );

  app.get<{ Querystring: Type.Static<typeof documentQuery> }>(
    "/v1/playbook/document",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "The playbook as a team reads it: goals, baselines, evidence",
        querystring: documentQuery,
        response: { 200: playbookDocumentAnswer },
      },
    },
    async (request, reply) => {
      const document = await keep(request, reply, desk.document);
      if (request.query.format !== "markdown") return document;
      return reply.type("text/markdown; charset=utf-8").serializer(String).send(playbookMarkdown(document));
    },
  );
}
