import type { Readable } from "node:stream";
import { identifierNamed } from "@attune/engine/collect/read-identifiers";
import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { createGate } from "../http/gate.ts";
import { readBody } from "../http/read-body.ts";
import { only } from "../schema/parts.ts";
import { ga4Events } from "../sources/ga4-events.ts";
import { shopifyEvents } from "../sources/shopify-events.ts";
import { isFromShopify } from "../sources/verify-shopify.ts";

const maxBytesInHand = 32 * 1024 * 1024;
const maxEventBytes = 1024 * 1024;

/** Other tools that send what happens as it happens, in their own forms. */
export function sourceWebhookRoutes(app: FastifyInstance, { instance, shopifySecret }: AppOptions): void {
  const tags = ["collect"];
  const gate = createGate(maxBytesInHand);

  app.post(
    "/v1/sources/shopify",
    {
      // Shopify signs what it sends; its signature is the key.
      config: { access: "in-handler", body: "stream" },
      schema: {
        tags,
        summary: "Webhooks of Shopify: orders, refunds, customers, and erasure of customers",
        response: { 200: only({ taken: Type.Integer({ minimum: 0 }) }) },
      },
    },
    (request) =>
      gate.pass(async (reserve) => {
        const bytes = await readBody(request.body as Readable | undefined, reserve);
        const signature = request.headers["x-shopify-hmac-sha256"];
        if (shopifySecret === undefined)
          throw new AttuneError(
            "bad-credentials",
            "ATTUNE_SHOPIFY_SECRET is not set: nothing of Shopify can be trusted.",
          );
        if (!isFromShopify(bytes, typeof signature === "string" ? signature : undefined, shopifySecret))
          throw new AttuneError("bad-credentials", "The signature is not that of Shopify over this body.");
        const topic = String(request.headers["x-shopify-topic"] ?? "");
        const payload = parsed(bytes);
        if (topic === "customers/redact") return { taken: await redact(payload) };
        const raws = shopifyEvents(topic, payload);
        await instance.engine.collect(raws, {
          source: "shopify",
          receivedAt: instance.clock(),
          maxEventBytes,
          deduplicate: "ever",
        });
        return { taken: raws.length };
      }),
  );

  /** The person's data are to go, by law; Shopify sends it once, 48 hours after a shop asks. */
  async function redact(payload: unknown): Promise<number> {
    const { customer } = payload as { customer?: { id?: unknown; email?: unknown; phone?: unknown } };
    const named = [
      ["user_id", customer?.id],
      ["email", customer?.email],
      ["phone", customer?.phone],
    ] as const;
    let erased = 0;
    for (const [namespace, value] of named) {
      if (value === undefined || value === null || value === "") continue;
      const identifier = identifierNamed(namespace, String(value));
      const profile = identifier === undefined ? undefined : await instance.engine.findProfile(identifier);
      if (profile === undefined) continue;
      await instance.engine.erase(profile, "shopify");
      erased += 1;
    }
    return erased;
  }

  app.post(
    "/mp/collect",
    {
      config: { access: "in-handler", body: "stream" },
      schema: { tags, summary: "GA4 Measurement Protocol; `api_secret` is the write key. Answers 204" },
    },
    (request, reply) =>
      gate.pass(async (reserve) => {
        const { api_secret: key } = request.query as { api_secret?: unknown };
        app.requireKey(request, key);
        const bytes = await readBody(request.body as Readable | undefined, reserve);
        await instance.engine.collect(ga4Events(parsed(bytes)), {
          source: "ga4",
          receivedAt: instance.clock(),
          maxEventBytes,
          deduplicate: "day",
        });
        return reply.code(204).send();
      }),
  );
}

function parsed(bytes: Buffer | Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw new AttuneError("bad-request", "The body is not JSON.");
  }
}
