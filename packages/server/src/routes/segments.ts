import { identifierNamed } from "@attune/engine/collect/read-identifiers";
import { segmentTemplates } from "@attune/engine/segment/segment-templates";
import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { readSegmentCondition } from "../config/read-segments.ts";
import type { AppOptions } from "../http/app-options.ts";
import { startSimilarity } from "../jobs/schedule-similarities.ts";
import { jobAnswer } from "../schema/answers.ts";
import {
  coverageAnswer,
  explainAnswer,
  membersAnswer,
  overlapAnswer,
  previewAnswer,
  segmentAnswer,
  segmentListAnswer,
  sizeAnswer,
  templatesAnswer,
  transitionsAnswer,
} from "../schema/segment-answers.ts";
import { identifierParams, idParams } from "../schema/words.ts";
import { explainMembership } from "../segment/explain-membership.ts";
import { peopleInSample } from "../segment/look-through-people.ts";
import { previewCondition } from "../segment/preview-condition.ts";
import { segmentCoverage } from "../segment/segment-coverage.ts";
import { segmentOverlap } from "../segment/segment-overlap.ts";
import { segmentDetail, segmentList, segmentMembers, segmentNamed } from "../segment/segment-report.ts";
import { sizeOfCondition } from "../segment/size-of-condition.ts";

interface Id {
  Params: { id: string };
}

const membersQuery = Type.Object({
  after: Type.Optional(Type.String({ description: "The profile id that the page before ended with." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});

const transitionsQuery = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0, description: "The sequence number that was read last." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});

const conditionBody = Type.Object(
  { when: Type.Unknown({ description: "A condition, as a segment has it." }) },
  { additionalProperties: false },
);

const previewBody = Type.Object(
  {
    ...conditionBody.properties,
    people: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: peopleInSample,
        default: peopleInSample,
        description: "How many people are looked at, at most: fewer are there sooner, and tell less exactly.",
      }),
    ),
  },
  { additionalProperties: false },
);

const personParams = Type.Object({ id: idParams.properties.id, person: identifierParams.properties.id });

/** Who is in which segment, why, and what becomes of it. */
export function segmentRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["segment"];

  app.get(
    "/v1/segments",
    {
      config: { needs: "read" },
      schema: { tags, summary: "Segments with their sizes", response: { 200: segmentListAnswer } },
    },
    () => segmentList(instance.engine),
  );

  app.get(
    "/v1/segments/templates",
    {
      config: { needs: "read" },
      schema: { tags, summary: "Segments ready to take over", response: { 200: templatesAnswer } },
    },
    async () => ({ templates: segmentTemplates }),
  );

  app.get(
    "/v1/segments/overlap",
    {
      config: { needs: "read" },
      schema: { tags, summary: "How many people each two segments share", response: { 200: overlapAnswer } },
    },
    () => segmentOverlap(instance.engine),
  );

  app.get(
    "/v1/segments/coverage",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "What share of people, traffic and revenue the segments cover",
        response: { 200: coverageAnswer },
      },
    },
    () => segmentCoverage(instance.engine),
  );

  app.get<{ Querystring: Type.Static<typeof transitionsQuery> }>(
    "/v1/segments/transitions",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Who came into which segment, or left it, in order",
        querystring: transitionsQuery,
        response: { 200: transitionsAnswer },
      },
    },
    async ({ query: { after = 0, limit = 100 } }) => ({
      transitions: await instance.engine.stores.memberships.transitions(after, limit),
    }),
  );

  app.post<{ Body: Type.Static<typeof previewBody> }>(
    "/v1/segments/preview",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary: "Who a condition means, before it is a segment",
        body: previewBody,
        response: { 200: previewAnswer },
      },
    },
    ({ body }) => previewCondition(instance.engine, readSegmentCondition(body.when, "when", ""), body.people),
  );

  app.post<{ Body: Type.Static<typeof conditionBody> }>(
    "/v1/segments/size",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "How many people a condition means, by everything that happened, where analytics can tell",
        body: conditionBody,
        response: { 200: sizeAnswer },
      },
    },
    ({ body }) => sizeOfCondition(instance.engine, readSegmentCondition(body.when, "when", ""), instance.clock()),
  );

  app.get<Id>(
    "/v1/segments/:id",
    {
      config: { needs: "read", shows: "people" },
      schema: { tags, summary: "One segment, day by day", params: idParams, response: { 200: segmentAnswer } },
    },
    ({ params }) => segmentDetail(instance.engine, params.id),
  );

  app.get<Id & { Querystring: Type.Static<typeof membersQuery> }>(
    "/v1/segments/:id/members",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary: "The people of a segment",
        params: idParams,
        querystring: membersQuery,
        response: { 200: membersAnswer },
      },
    },
    ({ params, query: { after = null, limit = 20 } }) => segmentMembers(instance.engine, params.id, after, limit),
  );

  app.get<{ Params: { id: string; namespace: string; person: string } }>(
    "/v1/segments/:id/explain/:namespace/:person",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary: "Whether a person is in a segment, and which clause decided",
        params: Type.Object({ ...personParams.properties, namespace: identifierParams.properties.namespace }),
        response: { 200: explainAnswer },
      },
    },
    async ({ params: { id, namespace, person } }) => {
      segmentNamed(instance.engine, id);
      const identifier = identifierNamed(namespace, person);
      const profile = identifier === undefined ? undefined : await instance.engine.findProfile(identifier);
      if (profile === undefined)
        throw new AttuneError("not-found", `Nobody is known by ${namespace} ${person.slice(0, 100)}.`);
      return explainMembership(instance.engine, id, profile);
    },
  );

  app.post<Id>(
    "/v1/segments/:id/lookalike",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Find who is most like the members of a segment (a job)",
        params: idParams,
        response: { 200: jobAnswer },
      },
    },
    async ({ params: { id } }) => {
      segmentNamed(instance.engine, id);
      return startSimilarity(instance, id);
    },
  );

  app.post<Id>(
    "/v1/segments/:id/backfill",
    {
      config: { needs: "edit" },
      schema: {
        tags,
        summary: "Find a segment anew for everybody (a job)",
        params: idParams,
        response: { 200: jobAnswer },
      },
    },
    async ({ params: { id } }) => {
      segmentNamed(instance.engine, id);
      return instance.jobs.start("segment-backfill", "people", async ({ onProgress }) => {
        await instance.engine.segments.refill([id], onProgress);
        const { [id]: size = 0 } = await instance.engine.stores.memberships.sizes();
        return { segmentId: id, size };
      });
    },
  );
}
