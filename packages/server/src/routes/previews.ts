import type { DecideRequest } from "@attune/model/decision";
import { AttuneError } from "@attune/model/errors";
import type { JsonObject } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { readConfiguration } from "../config/read-configuration.ts";
import type { AppOptions } from "../http/app-options.ts";
import { decideAnswer } from "../schema/answers.ts";
import { anyObject, count, epochMs, only, orNull, text } from "../schema/parts.ts";

const id = Type.String({ minLength: 1, maxLength: 512 });

const previewBody = Type.Object(
  {
    userId: Type.Optional(id),
    anonymousId: Type.Optional(id),
    placements: Type.Optional(Type.Array(id, { minItems: 1, maxItems: 50, description: "All unless said." })),
    context: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    tacticId: Type.Optional(Type.String({ minLength: 1, description: "This tactic, whoever it is for." })),
    variantId: Type.Optional(Type.String({ minLength: 1, description: "One of its variants." })),
    profileId: Type.Optional(
      Type.String({ description: "Instead of `userId` and `anonymousId`: whose identifiers one may not see." }),
    ),
    playbook: Type.Optional(Type.String({ description: "The text of another playbook than the one that runs." })),
  },
  { additionalProperties: false },
);

const bundleBody = Type.Object(
  {
    userId: Type.Optional(id),
    anonymousId: Type.Optional(id),
    placements: Type.Array(id, { minItems: 1, maxItems: 50 }),
    context: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: false },
);

const bundleAnswer = only(
  {
    schema: Type.Literal("attune.decide.bundle/1"),
    profileId: orNull(text),
    bucketingKey: text,
    computedAt: epochMs,
    validUntil: orNull(epochMs),
    timeZone: text,
    device: Type.Optional(text),
    placements: anyObject,
    caps: Type.Array(only({ tactics: Type.Array(text), left: count })),
  },
  "What a browser needs to decide by itself: `decideLocally` of @attune/rules reads it. It tells nothing of traits or past.",
);

interface RequestIds {
  userId?: string;
  anonymousId?: string;
}

/** What would be decided: nothing is recorded, counted or reserved. */
export function previewRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  async function idsOfProfile(profileId: string): Promise<RequestIds> {
    const profile = await instance.engine.findProfile({ namespace: "profile_id", value: profileId });
    if (profile === undefined)
      throw new AttuneError("not-found", `Nobody has the profile ${profileId.slice(0, 100)}.`, { path: "profileId" });
    const first = (namespace: string) => profile.identities.find((one) => one.namespace === namespace)?.value;
    return idsOf({ userId: first("user_id"), anonymousId: first("anonymous_id") });
  }

  app.post<{ Body: DecideRequest }>(
    "/v1/decide/bundle",
    {
      config: { access: "write" },
      schema: {
        tags: ["decide"],
        summary: "What a browser needs to decide for one person without asking, for a while",
        body: bundleBody,
        response: { 200: bundleAnswer },
      },
    },
    ({ body }) => instance.engine.previewer.bundle(body),
  );

  app.post<{ Body: Type.Static<typeof previewBody> }>(
    "/v1/decide/preview",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags: ["decide"],
        summary: "What would be shown to a person, or a chosen tactic and variant; leaves no trace",
        body: previewBody,
        response: { 200: decideAnswer },
      },
    },
    async ({ body: { tacticId, variantId, playbook: text, placements, context, ...who } }) => {
      const playbook = text === undefined ? instance.engine.playbook : readConfiguration(text).playbook;
      const request = {
        placements: placements ?? Object.keys(playbook.placements),
        trace: true,
        ...(context === undefined ? {} : { context: context as JsonObject }),
        ...(who.profileId === undefined ? idsOf(who) : await idsOfProfile(who.profileId)),
      };
      return instance.engine.previewer.preview(request, {
        playbook,
        ...(tacticId === undefined ? {} : { tacticId }),
        ...(variantId === undefined ? {} : { variantId }),
      });
    },
  );
}

function idsOf({ userId, anonymousId }: { [Id in keyof RequestIds]: string | undefined }): RequestIds {
  return { ...(userId === undefined ? {} : { userId }), ...(anonymousId === undefined ? {} : { anonymousId }) };
}
