import type { PlacementDecision } from "@attune/model/decision";
import { AttuneError } from "@attune/model/errors";
import type { Json, JsonObject } from "@attune/model/json";
import type { FastifyInstance, FastifyReply } from "fastify";
import Type from "typebox";
import { flagPerson } from "../flags/flag-person.ts";
import { flagValue } from "../flags/flag-value.ts";
import type { AppOptions } from "../http/app-options.ts";
import { anyObject } from "../schema/parts.ts";

const evaluation = Type.Object({ context: Type.Optional(anyObject) });
const remoteEvaluation = Type.Object({ attributes: Type.Optional(anyObject) });
const flagKey = Type.Object({ key: Type.String({ minLength: 1, maxLength: 512 }) });
const clientKey = Type.Object({ clientKey: Type.String({ minLength: 1, maxLength: 1000 }) });

type Reason = "TARGETING_MATCH" | "SPLIT" | "DEFAULT";

/** A flag as OFREP tells it. */
interface Flag {
  key: string;
  value: Json;
  reason: Reason;
  variant: string;
  metadata: Record<string, string | boolean>;
}

/** GrowthBook evaluates all features of a request at once; so many placements a playbook may have for that. */
const mostFlags = 50;

/**
 * Placements as feature flags, for the clients of OpenFeature (OFREP) and GrowthBook: a flag is decided, held out and recorded like any other
 * decision. GrowthBook's client must ask with `remoteEval`: its own hash would give people other variants than every other channel.
 */
export function flagRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["decide"];

  app.post<{ Params: Type.Static<typeof flagKey>; Body: Type.Static<typeof evaluation> }>(
    "/ofrep/v1/evaluate/flags/:key",
    {
      config: { access: "write" },
      schema: { tags, summary: "Evaluate one flag (OpenFeature Remote Evaluation)", params: flagKey, body: evaluation },
    },
    async ({ params: { key }, body }, reply) => {
      if (!Object.hasOwn(instance.engine.playbook.placements, key))
        return reply
          .code(404)
          .send({ key, errorCode: "FLAG_NOT_FOUND", errorDetails: `no placement ${key} is declared` });
      const decided = await decide((body.context ?? {}) as JsonObject, "targetingKey", [key]);
      if (decided === null) return withoutKey(reply, { key });
      return flagOf(key, decided[key]!);
    },
  );

  app.post<{ Body: Type.Static<typeof evaluation> }>(
    "/ofrep/v1/evaluate/flags",
    {
      config: { access: "write" },
      schema: { tags, summary: "Evaluate all flags (OpenFeature Remote Evaluation)", body: evaluation },
    },
    async ({ body }, reply) => {
      const decided = await decide((body.context ?? {}) as JsonObject, "targetingKey", flagKeys());
      if (decided === null) return withoutKey(reply, {});
      return { flags: Object.entries(decided).map(([key, decision]) => flagOf(key, decision)) };
    },
  );

  app.get<{ Params: Type.Static<typeof clientKey> }>(
    "/api/features/:clientKey",
    {
      config: { access: "in-handler" },
      schema: { tags, summary: "What flags are worth for nobody in particular (GrowthBook)", params: clientKey },
    },
    async (request) => {
      app.requireKey(request, request.params.clientKey);
      const { placements } = instance.engine.playbook;
      const features = Object.values(placements).map(({ placementId, default: { content } }) => {
        return [placementId, { defaultValue: flagValue({ content, items: [] }) }];
      });
      return growthbookAnswer(Object.fromEntries(features));
    },
  );

  app.post<{ Params: Type.Static<typeof clientKey>; Body: Type.Static<typeof remoteEvaluation> }>(
    "/api/eval/:clientKey",
    {
      config: { access: "in-handler" },
      schema: {
        tags,
        summary: "Evaluate all flags for one person (GrowthBook, remoteEval)",
        params: clientKey,
        body: remoteEvaluation,
      },
    },
    async (request) => {
      app.requireKey(request, request.params.clientKey);
      const attributes = (request.body.attributes ?? {}) as JsonObject;
      const decided = await decide(attributes, "id", flagKeys());
      if (decided === null)
        throw new AttuneError("bad-request", "needs an id, userId or anonymousId", { path: "attributes" });
      const features = Object.entries(decided).map(([key, decision]) => [key, featureOf(key, decision, attributes)]);
      return growthbookAnswer(Object.fromEntries(features));
    },
  );

  function flagKeys(): string[] {
    return Object.keys(instance.engine.playbook.placements).slice(0, mostFlags);
  }

  /** Null where nobody is named. */
  async function decide(
    context: JsonObject,
    keyName: string,
    placements: string[],
  ): Promise<Record<string, PlacementDecision> | null> {
    const person = await flagPerson(instance.engine, context, keyName);
    if (person === null) return null;
    return placements.length === 0 ? {} : (await instance.engine.decide({ ...person, placements, context })).placements;
  }

  function flagOf(key: string, decision: PlacementDecision): Flag {
    const { tacticId, variantId, holdout, reason } = decision;
    const isShown = tacticId !== null && !holdout;
    const experiment = isShown ? instance.engine.experiments.table().get(tacticId)?.experiment : undefined;
    return {
      key,
      value: flagValue(decision),
      reason: experiment !== undefined ? "SPLIT" : isShown ? "TARGETING_MATCH" : "DEFAULT",
      variant: isShown ? (variantId ?? "default") : "default",
      metadata: { why: reason, holdout, ...(tacticId === null ? {} : { tacticId }) },
    };
  }

  /** A feature with the one value that this person has; `tracks` is what the client hands to its tracking callback. */
  function featureOf(key: string, decision: PlacementDecision, attributes: JsonObject) {
    const { tacticId, variantId, holdout } = decision;
    const value = flagValue(decision);
    const variants = tacticId === null || holdout ? undefined : instance.engine.experiments.table().get(tacticId);
    const allocation = variants?.experiment?.allocation;
    if (allocation === undefined || variants === undefined) return { defaultValue: value };
    const ids = allocation.variants.map((variant) => variant.variantId);
    const variationId = ids.indexOf(variantId ?? "");
    if (variationId < 0) return { defaultValue: value };
    const experiment = {
      key: allocation.experimentId,
      variations: ids.map((id) => flagValue({ content: variants.shownAs.get(id)?.content ?? {}, items: [] })),
      meta: ids.map((id) => ({ key: id })),
    };
    const result = {
      key: variantId,
      variationId,
      value,
      featureId: key,
      inExperiment: true,
      hashUsed: true,
      hashAttribute: "id",
      hashValue: attributes.id ?? "",
    };
    return { defaultValue: value, rules: [{ force: value, tracks: [{ experiment, result }] }] };
  }

  function growthbookAnswer(features: object) {
    return { status: 200, features, dateUpdated: new Date(instance.clock()).toISOString() };
  }
}

function withoutKey(reply: FastifyReply, about: { key?: string }) {
  const errorDetails = "the context needs a targetingKey, a userId or an anonymousId";
  return reply.code(400).send({ ...about, errorCode: "TARGETING_KEY_MISSING", errorDetails });
}
