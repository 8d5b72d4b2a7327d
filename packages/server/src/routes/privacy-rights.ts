import { randomUUID } from "node:crypto";
import { isAbsolute } from "node:path";
import { identifierNamed } from "@attune/engine/collect/read-identifiers";
import { eventNames } from "@attune/engine/runtime/names-of-person";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { Profile } from "@attune/model/profile";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { carryOutRetention } from "../privacy/carry-out-retention.ts";
import { consentShares } from "../privacy/consent-shares.ts";
import { certificates, forgetPerson } from "../privacy/forget-person.ts";
import { personPage } from "../privacy/person-page.ts";
import { personRecord } from "../privacy/person-record.ts";
import { writePseudonymised } from "../privacy/pseudonymised.ts";
import { jobAnswer } from "../schema/answers.ts";
import { anyObject, count, only, orNull, text } from "../schema/parts.ts";
import { identifierParams, maxIdLength } from "../schema/words.ts";

interface Who {
  Params: { namespace: string; id: string };
}

const closed = { additionalProperties: false };
const certificateAnswer = only({
  schema: Type.Literal("attune.privacy.certificate/1"),
  certificateId: text,
  mode: Type.Enum(["erase", "anonymise"]),
  profileIds: Type.Array(text),
  by: text,
  askedAt: text,
  unreadableAfterMs: count,
  complete: Type.Boolean(),
  places: Type.Array(
    only({ place: text, before: orNull(count), after: orNull(count), verified: orNull(Type.Boolean()), told: text }),
  ),
});

const rectifyBody = Type.Object(
  {
    traits: Type.Record(Type.String({ minLength: 1, maxLength: 200 }), Type.Unknown(), { minProperties: 1 }),
    by: Type.String({ minLength: 1, maxLength: 200 }),
    note: Type.Optional(Type.String({ maxLength: 1_000 })),
  },
  closed,
);

/** Access, rectification, deletion, and what keeps these promises by itself. */
export function privacyRightsRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["privacy"];

  async function find({ namespace, id }: Who["Params"]): Promise<Profile> {
    const identifier = id.length > maxIdLength ? undefined : identifierNamed(namespace, id);
    const profile = identifier === undefined ? undefined : await instance.engine.findProfile(identifier);
    if (profile === undefined)
      throw new AttuneError("not-found", `Nobody is known by ${namespace} ${id.slice(0, 100)}.`);
    return profile;
  }

  app.get<Who & { Querystring: { format?: "json" | "html" } }>(
    "/v1/privacy/people/:namespace/:id",
    {
      config: { needs: "care", shows: "people" },
      schema: {
        tags,
        summary: "All that is kept of a person, as JSON or as a page to read",
        params: identifierParams,
        querystring: Type.Object({ format: Type.Optional(Type.Enum(["json", "html"])) }, closed),
        response: { 200: Type.Unknown() },
      },
    },
    async (request, reply) => {
      const record = await personRecord(instance.engine, await find(request.params), instance.clock());
      reply.header("cache-control", "no-store");
      if (request.query.format !== "html") return record;
      return reply.type("text/html; charset=utf-8").send(personPage(record));
    },
  );

  app.post<Who & { Body: Type.Static<typeof rectifyBody> }>(
    "/v1/privacy/people/:namespace/:id/rectify",
    {
      config: { needs: "care", names: "by" },
      schema: {
        tags,
        summary: "Correct what is known of a person; who did it and why stays in the log",
        params: identifierParams,
        body: rectifyBody,
        response: { 200: only({ rectified: Type.Boolean(), traits: anyObject }) },
      },
    },
    async (request) => {
      const { traits, by, note } = request.body;
      const profile = await find(request.params);
      const names = eventNames(profile);
      if (names === null) throw new AttuneError("conflict", "The person has no identifier that an event can name.");
      const context = { rectified: { by, ...(note === undefined ? {} : { note }) } };
      const raw = { ...names, type: "identify", messageId: randomUUID(), traits, context };
      const arrival = { source: "privacy", receivedAt: instance.clock(), maxEventBytes: 1_000_000 } as const;
      const { outcomes } = await instance.engine.collect([raw], { ...arrival, deduplicate: "day" });
      const [outcome] = outcomes;
      if (outcome !== undefined && outcome.kind !== "keep") throw new AttuneError("bad-request", outcome.reason);
      const after = await find(request.params);
      return {
        rectified: true,
        traits: Object.fromEntries(Object.entries(after.traits).map(([name, { value }]) => [name, value])),
      };
    },
  );

  for (const mode of ["erase", "anonymise"] as const) {
    app.post<Who & { Body: { by?: string } | null }>(
      `/v1/privacy/${mode}/:namespace/:id`,
      {
        config: { needs: "care", names: "by" },
        schema: {
          tags,
          summary:
            mode === "erase"
              ? "Erase a person everywhere, with a certificate of each place"
              : "Forget who a person was and keep the counts, with a certificate of each place",
          params: identifierParams,
          response: { 200: certificateAnswer },
        },
      },
      async (request) => {
        const order = { mode, by: request.body?.by ?? "api", now: instance.clock() };
        return forgetPerson(instance.engine, await find(request.params), order);
      },
    );
  }

  app.get(
    "/v1/privacy/certificates",
    {
      config: { needs: "care" },
      schema: {
        tags,
        summary: "What was forgotten, newest first",
        response: { 200: only({ certificates: Type.Array(certificateAnswer) }) },
      },
    },
    async () => ({ certificates: await certificates(instance.engine) }),
  );

  app.post(
    "/v1/privacy/consent-shares",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Who took their consent back, by the sides of each tactic (a job)",
        response: { 200: jobAnswer },
      },
    },
    async () =>
      instance.jobs.start("consent-shares", "people", async ({ signal, onProgress }) => {
        return (await consentShares(instance.engine, signal, onProgress)) as unknown as Json;
      }),
  );

  app.post<{ Body: { dryRun?: boolean } }>(
    "/v1/privacy/retention",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Forget what is older than the playbook keeps it (a job); a server does it daily by itself",
        body: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }, closed),
        response: { 200: jobAnswer },
      },
    },
    async ({ body: { dryRun = false } }) =>
      instance.jobs.start("retention", "people", async ({ signal, onProgress }) => {
        const when = { now: instance.clock(), dryRun };
        return (await carryOutRetention(instance.engine, when, signal, onProgress)) as unknown as Json;
      }),
  );

  app.post<{ Body: { file: string; format?: "csv" | "jsonl"; recipient: string } }>(
    "/v1/privacy/pseudonymised",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Write what people did, a keyed hash in place of each, into a new file (a job)",
        body: Type.Object(
          {
            file: Type.String({
              minLength: 1,
              maxLength: 4_000,
              description: "Absolute path on the server's machine.",
            }),
            format: Type.Optional(Type.Enum(["csv", "jsonl"])),
            recipient: Type.String({ minLength: 1, maxLength: 200 }),
          },
          closed,
        ),
        response: { 200: jobAnswer },
      },
    },
    async ({ body: { file, format = "csv", recipient } }) => {
      if (!isAbsolute(file))
        throw new AttuneError("bad-request", "The file must be an absolute path.", { path: "file" });
      return instance.jobs.start("pseudonymised", "entries", async ({ signal, onProgress }) => {
        const choice = { path: file, format, recipient, secretKey: instance.keys.secretKey };
        return (await writePseudonymised(instance.engine, choice, signal, onProgress)) as unknown as Json;
      });
    },
  );
}
