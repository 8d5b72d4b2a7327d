import { type Permission, permissions } from "@attune/model/role";
import type { FastifyInstance, FastifyRequest } from "fastify";
import Type from "typebox";
import { nameOfPrincipal } from "../accounts/principal.ts";
import type { AppOptions } from "../http/app-options.ts";
import { apiKey, madeKey } from "../schema/account-answers.ts";
import { only } from "../schema/parts.ts";
import { idParams } from "../schema/words.ts";

const makeBody = only({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  kind: Type.Enum(["write", "secret"]),
  scopes: Type.Optional(
    Type.Array(Type.Enum([...permissions]), {
      maxItems: permissions.length,
      description: "Of a secret key; all unless said.",
    }),
  ),
});
const rotateBody = Type.Optional(
  Type.Union([
    only({ graceHours: Type.Optional(Type.Number({ minimum: 0, maximum: 720, description: "24 unless said." })) }),
    Type.Null(),
  ]),
);

const hourMs = 3_600_000;
const defaultGraceHours = 24;

/** What programs come with. */
export function keyRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const { keys } = instance.accounts;
  const tags = ["accounts"];
  const config = { needs: "administer" } as const;
  const byOf = ({ principal }: FastifyRequest) => (principal === null ? "nobody" : nameOfPrincipal(principal));

  app.get(
    "/v1/keys",
    {
      config,
      schema: {
        tags,
        summary: "The keys, and when each was last used",
        response: { 200: only({ keys: Type.Array(apiKey) }) },
      },
    },
    async () => ({ keys: keys.list() }),
  );

  app.post<{ Body: { name: string; kind: "write" | "secret"; scopes?: Permission[] } }>(
    "/v1/keys",
    { config, schema: { tags, summary: "Make a key; it is told once", body: makeBody, response: { 200: madeKey } } },
    (request) => {
      const { name, kind, scopes = [...permissions] } = request.body;
      request.auditTarget = name;
      return keys.make({ name, kind, scopes, by: byOf(request) });
    },
  );

  app.post<{ Params: { id: string }; Body: { graceHours?: number } | null | undefined }>(
    "/v1/keys/:id/rotate",
    {
      config,
      schema: {
        tags,
        summary: "A new key in the place of one, which goes on opening for a while",
        params: idParams,
        body: rotateBody,
        response: { 200: madeKey },
      },
    },
    async (request) => {
      const graceHours = request.body?.graceHours ?? defaultGraceHours;
      const rotated = await keys.rotate(request.params.id, graceHours * hourMs, byOf(request));
      request.auditTarget = rotated.made.name;
      return rotated;
    },
  );

  app.delete<{ Params: { id: string } }>(
    "/v1/keys/:id",
    { config, schema: { tags, summary: "End a key at once", params: idParams, response: { 200: apiKey } } },
    async (request) => {
      const ended = await keys.end(request.params.id);
      request.auditTarget = ended.name;
      return ended;
    },
  );
}
