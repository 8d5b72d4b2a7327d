import type { FastifyInstance } from "fastify";

const names = ["author", "by"] as const;

interface BodySchema {
  properties?: Record<string, { type?: unknown; enum?: unknown }>;
  anyOf?: BodySchema[];
}

/** Where a body says who asks (`author`, `by`), it is the account of whoever signed in, whatever the page sent. Programs speak for themselves. */
export function nameAuthor(app: FastifyInstance): void {
  app.addHook("preValidation", async ({ principal, body, routeOptions }) => {
    if (principal?.kind !== "account" || typeof body !== "object" || body === null || Array.isArray(body)) return;
    const fields = fieldsOf(routeOptions.schema?.body as BodySchema | undefined);
    for (const name of names)
      if (fields.has(name)) (body as Record<string, unknown>)[name] = principal.session.account.email;
  });
}

function fieldsOf(schema: BodySchema | undefined): Set<string> {
  const inner = (schema?.anyOf ?? []).flatMap((one) => [...fieldsOf(one)]);
  // A choice or a list of that name says something else: by what a report is split.
  const texts = Object.entries(schema?.properties ?? {}).filter(
    ([, { type, enum: choices }]) => type === "string" && choices === undefined,
  );
  return new Set([...texts.map(([name]) => name), ...inner]);
}
