import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { listAudit, verifyAudit } from "../governance/audit-log.ts";
import type { AppOptions } from "../http/app-options.ts";
import { count, epochMs, only, orNull, text } from "../schema/parts.ts";
import { pageQuery } from "../schema/words.ts";

const record = only({
  sequence: count,
  at: epochMs,
  by: text,
  action: text,
  target: text,
  status: count,
  bodyDigest: orNull(text),
  previous: text,
  hash: text,
});

/** Who did what through the API, as a chain that shows when it was changed. */
export function auditRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["admin"];

  app.get<{ Querystring: Type.Static<typeof pageQuery> }>(
    "/v1/audit",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Who changed what, newest first",
        querystring: pageQuery,
        response: { 200: only({ records: Type.Array(record), next: orNull(count) }) },
      },
    },
    async ({ query: { limit = 50, before = null } }) => {
      const records = await listAudit(instance.engine.stores.definitions, before, limit);
      return { records, next: records.length === limit ? records.at(-1)!.sequence : null };
    },
  );

  app.get(
    "/v1/audit/verify",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Whether the chain is whole",
        response: {
          200: only({
            entries: count,
            intact: Type.Boolean(),
            head: orNull(text),
            broken: orNull(only({ sequence: count, reason: text })),
          }),
        },
      },
    },
    () => verifyAudit(instance.engine.stores.definitions),
  );
}
