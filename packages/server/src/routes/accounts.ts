import type { AddressInfo } from "node:net";
import type { Role } from "@attune/model/role";
import type { FastifyInstance, FastifyRequest } from "fastify";
import Type from "typebox";
import { linkLifeMs } from "../accounts/one-time-links.ts";
import { nameOfPrincipal } from "../accounts/principal.ts";
import type { AppOptions } from "../http/app-options.ts";
import { account, accountWithLink, role } from "../schema/account-answers.ts";
import { only } from "../schema/parts.ts";
import { idParams } from "../schema/words.ts";

const inviteBody = only({
  email: Type.String({ minLength: 3, maxLength: 254 }),
  name: Type.Optional(Type.String({ maxLength: 100 })),
  role,
});
const roleBody = only({ role });
const disabledBody = only({ disabled: Type.Boolean() });

interface ById {
  Params: { id: string };
}

/** People who may sign in, and what each may do. */
export function accountRoutes(app: FastifyInstance, { instance, publicUrl }: AppOptions): void {
  const { accounts, clock } = instance;
  const tags = ["accounts"];
  const config = { needs: "administer" } as const;

  /** The token stands behind `#`: browsers send that to no server, and no log has it. */
  function linkOf(request: FastifyRequest, token: string): string {
    return `${publicUrl ?? baseFor(request)}/#/join/${token}`;
  }

  /** The socket of the command line has no name that browsers know; where no other is open, the link begins with `/`. */
  function baseFor(request: FastifyRequest): string {
    if (request.principal?.kind !== "owner") return `${request.protocol}://${request.host}`;
    const address: AddressInfo | string | undefined = app.addresses()[0];
    if (address === undefined || typeof address === "string") return "";
    const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}`;
  }

  app.get(
    "/v1/accounts",
    {
      config,
      schema: { tags, summary: "Who may sign in", response: { 200: only({ accounts: Type.Array(account) }) } },
    },
    async () => ({ accounts: accounts.list() }),
  );

  app.post<{ Body: { email: string; name?: string; role: Role } }>(
    "/v1/accounts",
    {
      config,
      schema: {
        tags,
        summary: "Invite somebody: answers the link to send them",
        body: inviteBody,
        response: { 200: accountWithLink },
      },
    },
    async (request) => {
      const { email, name = "", role: wished } = request.body;
      const by = request.principal === null ? "nobody" : nameOfPrincipal(request.principal);
      const made = await accounts.invite({ email, name, role: wished, by });
      request.auditTarget = `${made.account.email} ${wished}`;
      return {
        account: made.account,
        link: linkOf(request, made.token),
        expiresAt: clock() + linkLifeMs.invitation,
      };
    },
  );

  app.post<ById>(
    "/v1/accounts/:id/link",
    {
      config,
      schema: {
        tags,
        summary: "A new one-time link, to choose a password with; earlier ones end",
        params: idParams,
        response: { 200: accountWithLink },
      },
    },
    async (request) => {
      const { account: whose, token } = await accounts.resetLink(request.params.id);
      request.auditTarget = whose.email;
      const life = whose.state === "invited" ? linkLifeMs.invitation : linkLifeMs.reset;
      return { account: whose, link: linkOf(request, token), expiresAt: clock() + life };
    },
  );

  app.put<ById & { Body: { role: Role } }>(
    "/v1/accounts/:id/role",
    {
      config,
      schema: {
        tags,
        summary: "Change what somebody may do; it holds from their next request on",
        params: idParams,
        body: roleBody,
        response: { 200: account },
      },
    },
    async (request) => {
      const changed = await accounts.changeRole(request.params.id, request.body.role);
      request.auditTarget = `${changed.email} ${changed.role}`;
      return changed;
    },
  );

  app.put<ById & { Body: { disabled: boolean } }>(
    "/v1/accounts/:id/disabled",
    {
      config,
      schema: {
        tags,
        summary: "Shut somebody out at once, or let them in again",
        params: idParams,
        body: disabledBody,
        response: { 200: account },
      },
    },
    async (request) => {
      const changed = await accounts.setDisabled(request.params.id, request.body.disabled);
      request.auditTarget = `${changed.email} ${changed.state}`;
      return changed;
    },
  );
}
