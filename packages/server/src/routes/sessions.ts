import type { SessionAnswer } from "@attune/model/account";
import { AttuneError } from "@attune/model/errors";
import { permissionsOf } from "@attune/model/role";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { AccountRecord } from "../accounts/account-book.ts";
import { isLocalBrowser } from "../accounts/local-browser.ts";
import type { SessionCookie } from "../accounts/session-cookie.ts";
import { longestMs } from "../accounts/sessions.ts";
import { appendAudit } from "../governance/audit-log.ts";
import type { AppOptions } from "../http/app-options.ts";
import { isSecure, requireOwnOrigin } from "../http/own-origin.ts";
import { oneTimeLink, sessionAnswer } from "../schema/account-answers.ts";
import { only } from "../schema/parts.ts";

/** Longer ones are refused by the schema, before any work: what is too long for a password is told by its own words. */
const secret = Type.String({ minLength: 1, maxLength: 4_096 });
const short = Type.String({ minLength: 1, maxLength: 254 });
const token = Type.String({ minLength: 1, maxLength: 100 });

const signInBody = only({ email: short, password: secret });
const lookBody = only({ token });
const useBody = only({
  token,
  email: Type.Optional(short),
  name: Type.Optional(Type.String({ maxLength: 100 })),
  password: secret,
});
const passwordBody = only({ present: secret, next: secret });
const endBody = Type.Optional(Type.Union([only({ everywhere: Type.Optional(Type.Boolean()) }), Type.Null()]));

/** Signing in and out. These routes are for browsers: what opens the others is the cookie they set. */
export function sessionRoutes(app: FastifyInstance, options: AppOptions, cookie: SessionCookie): void {
  const { instance, publicUrl, isDemo = false } = options;
  const { accounts, clock } = instance;
  const tags = ["accounts"];
  const open = { access: "open" } as const;

  function entranceFor(request: FastifyRequest): SessionAnswer["entrance"] {
    if (isDemo && isLocalBrowser(request)) return "demo";
    return accounts.isEmpty() ? "first-admin" : "sign-in";
  }

  function answerOf(account: AccountRecord, endsAt: number, request: FastifyRequest): SessionAnswer {
    const { accountId, email, name, role } = account;
    const permissions = [...permissionsOf[role]];
    return { account: { accountId, email, name, role }, permissions, entrance: entranceFor(request), endsAt };
  }

  async function welcome(
    { token, account }: { token: string; account: AccountRecord },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SessionAnswer> {
    reply.header("set-cookie", cookie.write(token, isSecure(request, publicUrl), longestMs / 1_000));
    await note(account.email, request);
    return answerOf(account, clock() + longestMs, request);
  }

  function note(by: string, request: FastifyRequest): Promise<unknown> {
    const action = `${request.method} ${request.routeOptions.url}`;
    const { definitions } = instance.engine.stores;
    return appendAudit(definitions, { at: clock(), by, action, target: "", status: 200, bodyDigest: null });
  }

  app.get(
    "/v1/session",
    {
      config: open,
      schema: { tags, summary: "Who is signed in here, and what the way in is", response: { 200: sessionAnswer } },
    },
    async (request): Promise<SessionAnswer> => {
      const principal = app.principalOf(request);
      if (principal?.kind === "account") return answerOf(principal.session.account, principal.session.endsAt, request);
      return { account: null, permissions: [], entrance: entranceFor(request), endsAt: null };
    },
  );

  app.post<{ Body: Type.Static<typeof signInBody> }>(
    "/v1/session",
    { config: open, schema: { tags, summary: "Sign in", body: signInBody, response: { 200: sessionAnswer } } },
    async (request, reply) => {
      requireOwnOrigin(request, publicUrl);
      const { email, password } = request.body;
      return welcome(await accounts.signIn(email, password, request.ip), request, reply);
    },
  );

  app.post<{ Body: { everywhere?: boolean } | null | undefined }>(
    "/v1/session/end",
    {
      config: open,
      schema: { tags, summary: "Sign out here, or everywhere", body: endBody, response: { 200: sessionAnswer } },
    },
    async (request, reply): Promise<SessionAnswer> => {
      requireOwnOrigin(request, publicUrl);
      const principal = app.principalOf(request);
      if (principal?.kind === "account") {
        const { sessionId, account } = principal.session;
        if (request.body?.everywhere === true) await accounts.sessions.endAll(account.accountId, null);
        else await accounts.sessions.end(sessionId);
        await note(account.email, request);
      }
      reply.header("set-cookie", cookie.write(null, isSecure(request, publicUrl), 0));
      return { account: null, permissions: [], entrance: entranceFor(request), endsAt: null };
    },
  );

  app.post<{ Body: Type.Static<typeof passwordBody> }>(
    "/v1/session/password",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Change one's own password; every other session ends",
        body: passwordBody,
        response: { 200: sessionAnswer },
      },
    },
    async (request, reply) => {
      if (request.principal?.kind !== "account")
        throw new AttuneError("not-allowed", "Only somebody who signed in has a password.");
      const { present, next } = request.body;
      const { accountId } = request.principal.session.account;
      return welcome(await accounts.changePassword(accountId, present, next, request.ip), request, reply);
    },
  );

  app.post<{ Body: Type.Static<typeof lookBody> }>(
    "/v1/session/links/look",
    {
      config: open,
      schema: { tags, summary: "What a one-time link is for", body: lookBody, response: { 200: oneTimeLink } },
    },
    async ({ body }) => accounts.lookAtLink(body.token),
  );

  app.post<{ Body: Type.Static<typeof useBody> }>(
    "/v1/session/links/use",
    {
      config: open,
      schema: {
        tags,
        summary: "Use a one-time link: choose a password, and be signed in",
        body: useBody,
        response: { 200: sessionAnswer },
      },
    },
    async (request, reply) => {
      requireOwnOrigin(request, publicUrl);
      const { token: given, ...chosen } = request.body;
      return welcome(await accounts.useLink(given, chosen), request, reply);
    },
  );

  if (isDemo)
    app.post(
      "/v1/session/demo",
      {
        config: open,
        schema: { tags, summary: "Come into the demo, from this machine", response: { 200: sessionAnswer } },
      },
      async (request, reply) => {
        requireOwnOrigin(request, publicUrl);
        if (!isLocalBrowser(request))
          throw new AttuneError("not-allowed", "Only browsers on the demo's own machine come in without a password.");
        return welcome(await accounts.signInToDemo(), request, reply);
      },
    );
}
