import { identifierNamed } from "@attune/engine/collect/read-identifiers";
import { AttuneError } from "@attune/model/errors";
import type { Identifier } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { findPeople } from "../profile/find-people.ts";
import { unitsOf } from "../report/money-units.ts";
import { eraseAnswer, foundAnswer, profileAnswer, timelineAnswer, unmergeAnswer } from "../schema/profile-answers.ts";
import { identifierParams, maxIdLength, pageQuery } from "../schema/words.ts";
import { segmentsOfPerson } from "../segment/segments-of-person.ts";
import { isoTime, profileView } from "./profile-view.ts";

interface Who {
  Params: { namespace: string; id: string };
}

const findQuery = Type.Object({
  knownBy: Type.String({
    minLength: 1,
    maxLength: maxIdLength,
    description: "A value, or `namespace:value`.",
  }),
  namespace: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: "The only kind of identifier to look for, or `order_id`; absent: any.",
    }),
  ),
});

const splitBody = Type.Object(
  {
    identifiers: Type.Array(
      Type.Object(
        {
          namespace: Type.String({ minLength: 1, maxLength: 100 }),
          value: Type.String({ minLength: 1, maxLength: 1000 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 1000 },
    ),
  },
  { additionalProperties: false },
);

/** People: any identifier leads to the same profile. */
export function profileRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["profile"];

  async function find({ namespace, id }: Who["Params"]): Promise<Profile> {
    // No identifier is longer; a longer one is nobody's.
    if (id.length > maxIdLength) throw new AttuneError("not-found", "Nobody is known by an id this long.");
    const identifier = identifierNamed(namespace, id);
    const profile = identifier === undefined ? undefined : await instance.engine.findProfile(identifier);
    if (profile === undefined) throw new AttuneError("not-found", `Nobody is known by ${namespace} ${id}.`);
    return profile;
  }

  app.get<{ Querystring: Type.Static<typeof findQuery> }>(
    "/v1/profiles",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary: "Who is known by something: an identifier of any kind, or an order's number",
        querystring: findQuery,
        response: { 200: foundAnswer },
      },
    },
    async ({ query }) => ({ people: await findPeople(instance.engine, query.knownBy, query.namespace ?? null) }),
  );

  app.get<Who>(
    "/v1/profiles/:namespace/:id",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary: "All that is known of a person",
        params: identifierParams,
        response: { 200: profileAnswer },
      },
    },
    async (request) => {
      const profile = await find(request.params);
      const view = profileView(
        profile,
        await instance.engine.stores.scores.of(profile.profileId),
        instance.engine.playbook.offers ?? [],
        instance.clock(),
        instance.engine.segments.usable(profile).interactions,
      );
      return { ...view, segments: await segmentsOfPerson(instance.engine, profile) };
    },
  );

  app.get<Who & { Querystring: Type.Static<typeof pageQuery> }>(
    "/v1/profiles/:namespace/:id/events",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary: "A person's history, newest first",
        params: identifierParams,
        querystring: pageQuery,
        response: { 200: timelineAnswer },
      },
    },
    async (request) => {
      const { limit = 50, before = null } = request.query;
      const entries = await instance.engine.timeline(await find(request.params), before, limit);
      const next = entries.length === limit ? entries.at(-1)!.offset : null;
      return { events: entries.flatMap(timelineEntry), next };
    },
  );

  app.post<Who & { Body: { identifiers: Identifier[] } }>(
    "/v1/profiles/:namespace/:id/unmerge",
    {
      config: { needs: "care" },
      schema: {
        tags,
        summary: "Take identifiers that belong to another person out",
        params: identifierParams,
        body: splitBody,
        response: { 200: unmergeAnswer },
      },
    },
    async (request) => {
      const split = request.body.identifiers.map((asked) => identifierNamed(asked.namespace, asked.value) ?? asked);
      const restored = await instance.engine.unmerge(await find(request.params), split, "api");
      return { restored };
    },
  );

  app.delete<Who>(
    "/v1/profiles/:namespace/:id",
    {
      config: { needs: "care" },
      schema: {
        tags,
        summary: "Erase a person; `POST /v1/privacy/purge` then removes the last bytes from disk",
        params: identifierParams,
        response: { 200: eraseAnswer },
      },
    },
    async (request) => ({ erased: true, ...(await instance.engine.erase(await find(request.params), "api")) }),
  );
}

function timelineEntry(entry: LogEntry): object[] {
  if (entry.kind === "decision") {
    const { decision } = entry;
    return [{ offset: entry.offset, at: isoTime(decision.at), kind: "decision", decision }];
  }
  if (entry.kind !== "event") return [];
  const { at, type, name, source, actor, items, money, properties } = entry.event;
  const told = money === undefined ? null : { kind: money.kind, amount: unitsOf(BigInt(money.amountMicros)) };
  return [
    { offset: entry.offset, at: isoTime(at), kind: "event", type, name, source, actor, items, money: told, properties },
  ];
}
