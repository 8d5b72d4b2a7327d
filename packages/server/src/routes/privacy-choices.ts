import { randomUUID } from "node:crypto";
import { identifierNamed } from "@attune/engine/collect/read-identifiers";
import { AttuneError } from "@attune/model/errors";
import { type ConsentKey, consentKeys } from "@attune/model/event";
import { defaultPrivacy } from "@attune/model/privacy";
import type { Profile } from "@attune/model/profile";
import type { FastifyInstance, FastifyRequest } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { requireOwnBrowser } from "../http/require-own-browser.ts";
import { standingChoices, takeChoice } from "../privacy/consent-choices.ts";
import { textsInForce } from "../privacy/consent-texts.ts";
import { whyShown } from "../privacy/why-shown.ts";
import { only, orNull, text } from "../schema/parts.ts";

const closed = { additionalProperties: false };
const id = Type.String({ minLength: 1, maxLength: 1000 });
const whoFields = { anonymousId: Type.Optional(id), userId: Type.Optional(id) };
/** Browsers put the key into the address: a header would have to be asked for first. */
const keyInAddress = { writeKey: Type.Optional(Type.String({ maxLength: 200 })) };
const whoQuery = Type.Object({ ...whoFields, ...keyInAddress }, closed);

const choiceBody = Type.Object(
  {
    ...whoFields,
    choices: Type.Partial(Type.Record(Type.Enum([...consentKeys]), Type.Boolean())),
    texts: Type.Optional(Type.Partial(Type.Record(Type.Enum([...consentKeys]), Type.String({ maxLength: 200 })))),
    language: Type.Optional(Type.String({ maxLength: 35 })),
    method: Type.String({ minLength: 1, maxLength: 100 }),
    page: Type.Optional(Type.String({ maxLength: 2_000 })),
    messageId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  },
  closed,
);

const choicesAnswer = only({
  choices: Type.Array(only({ purpose: text, said: orNull(Type.Boolean()), at: orNull(text), allowed: Type.Boolean() })),
});

const textsAnswer = only({
  askFirst: Type.Array(text),
  texts: Type.Array(only({ purpose: text, version: text, language: orNull(text), title: text, text, textId: text })),
});

const whyAnswer = only({
  personalized: Type.Boolean(),
  told: text,
  decisions: Type.Array(
    only({
      decisionId: text,
      at: text,
      placements: Type.Array(
        only({ placementId: text, what: text, reasons: Type.Array(text), dataUsed: Type.Array(text) }),
      ),
    }),
  ),
});

interface Who {
  anonymousId?: string;
  userId?: string;
}

/** What a banner, a preference centre and "why am I seeing this?" need. With the write key a browser asks for its own anonymous id alone. */
export function privacyChoiceRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["privacy"];
  const rules = () => instance.engine.playbook.privacy ?? defaultPrivacy;

  function whoseOwn(request: FastifyRequest, { anonymousId, userId }: Who): Who {
    requireOwnBrowser(app, request, userId);
    if (anonymousId === undefined && userId === undefined)
      throw new AttuneError("bad-request", "needs anonymousId", { path: "anonymousId" });
    return { ...(anonymousId === undefined ? {} : { anonymousId }), ...(userId === undefined ? {} : { userId }) };
  }

  async function find({ anonymousId, userId }: Who): Promise<Profile | undefined> {
    const identifier =
      userId === undefined ? identifierNamed("anonymous_id", anonymousId ?? "") : identifierNamed("user_id", userId);
    return identifier === undefined ? undefined : instance.engine.findProfile(identifier);
  }

  app.get<{ Querystring: { language?: string } }>(
    "/v1/privacy/texts",
    {
      config: { access: "write" },
      schema: {
        tags,
        summary: "The texts of each purpose in force, with their versions",
        querystring: Type.Object({ language: Type.Optional(Type.String({ maxLength: 35 })), ...keyInAddress }, closed),
        response: { 200: textsAnswer },
      },
    },
    async ({ query }) => ({
      askFirst: [...rules().askFirst],
      texts: textsInForce(rules(), query.language ?? null),
    }),
  );

  app.get<{ Querystring: Who }>(
    "/v1/privacy/consent",
    {
      config: { access: "write" },
      schema: {
        tags,
        summary: "What a person chose, and what holds",
        querystring: whoQuery,
        response: { 200: choicesAnswer },
      },
    },
    async (request) => ({
      choices: standingChoices(instance.engine, await find(whoseOwn(request, request.query))),
    }),
  );

  app.post<{ Body: Type.Static<typeof choiceBody> }>(
    "/v1/privacy/consent",
    {
      config: { access: "write" },
      schema: {
        tags,
        summary: "Take in what a person chose, over which texts; it holds from the answer on",
        body: choiceBody,
        response: { 200: choicesAnswer },
      },
    },
    async (request) => {
      const { choices, texts, language, method, page, messageId = randomUUID() } = request.body;
      const who = whoseOwn(request, request.body);
      await takeChoice(
        instance.engine,
        {
          who,
          choices: choices as Partial<Record<ConsentKey, boolean>>,
          method,
          messageId,
          ...(texts === undefined ? {} : { texts: texts as Partial<Record<ConsentKey, string>> }),
          ...(language === undefined ? {} : { language }),
          ...(page === undefined ? {} : { page }),
        },
        instance.clock(),
      );
      return { choices: standingChoices(instance.engine, await find(who)) };
    },
  );

  app.get<{ Querystring: Who & { decisionId?: string } }>(
    "/v1/privacy/why",
    {
      config: { access: "write" },
      schema: {
        tags,
        summary: "Why somebody sees what they see, in words for themselves",
        querystring: Type.Object({ ...whoFields, decisionId: Type.Optional(id) }, closed),
        response: { 200: whyAnswer },
      },
    },
    async (request) => {
      const profile = await find(whoseOwn(request, request.query));
      const choice = standingChoices(instance.engine, profile).find(({ purpose }) => purpose === "personalization")!;
      const told = choice.allowed
        ? "What you see may depend on what is known of you. Refuse personalization, and everyone's standard is shown at once."
        : "Personalization is off: you see what everyone sees.";
      const decisions =
        profile === undefined ? [] : await whyShown(instance.engine, profile, request.query.decisionId ?? null);
      return { personalized: choice.allowed, told, decisions };
    },
  );
}
