import type { Readable } from "node:stream";
import { parseBody } from "@attune/engine/collect/parse-body";
import { AttuneError } from "@attune/model/errors";
import type { EventType } from "@attune/model/event";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AppOptions } from "../http/app-options.ts";
import { createGate } from "../http/gate.ts";
import { readBody } from "../http/read-body.ts";
import { acceptedAnswer } from "../schema/answers.ts";
import { analyticsNextSettings, rudderSourceConfig } from "./client-settings.ts";
import { pixelEvent } from "./pixel-event.ts";

/** An event with the write key may have this many bytes; with the secret key, the greater number. Larger ones are quarantined. */
const maxEventBytes = { write: 32 * 1024, secret: 1024 * 1024 };

/**
 * Bytes of bodies in hand at once before more are refused with 503 and kept by their senders. Those that came without a known key in
 * headers or query may still have it in the body; they have room of their own, so that strangers keep no customer out.
 */
const maxBytesInHand = { known: 64 * 1024 * 1024, unknown: 16 * 1024 * 1024 };

/** Every call of Segment's HTTP API with its one-letter twin. `null`: the events name their own type. */
const calls: Record<string, EventType | null> = {
  "/v1/batch": null,
  "/v1/b": null,
  "/v1/import": null,
  "/beacon/v1/batch": null,
  "/v1/track": "track",
  "/v1/t": "track",
  "/v1/identify": "identify",
  "/v1/i": "identify",
  "/v1/page": "page",
  "/v1/p": "page",
  "/v1/screen": "screen",
  "/v1/s": "screen",
  "/v1/group": "group",
  "/v1/g": "group",
  "/v1/alias": "alias",
  "/v1/a": "alias",
};

const accepted = { success: true };

const onePixelGif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** Takes events in, in the wire formats of the clients that shops already use. */
export function collectRoutes(app: FastifyInstance, { instance, publicUrl }: AppOptions): void {
  const gates = { known: createGate(maxBytesInHand.known), unknown: createGate(maxBytesInHand.unknown) };

  /** Acknowledged only when all that was kept or quarantined is on disk. */
  function take(request: FastifyRequest, type: string | null): Promise<void> {
    const gate = app.hasKey(request) ? gates.known : gates.unknown;
    return gate.pass(async (reserve) => {
      const bytes = await readBody(request.body as Readable | undefined, reserve);
      const received = parseBody(bytes);
      const access = app.requireKey(request, received.writeKey);
      await instance.engine.collect(received.raws, {
        source: "http",
        receivedAt: instance.clock(),
        maxEventBytes: maxEventBytes[access],
        deduplicate: "day",
        ...(received.sentAt === undefined ? {} : { sentAt: received.sentAt }),
        ...(received.context === undefined ? {} : { context: received.context }),
        ...(type === null ? {} : { type }),
      });
    });
  }

  for (const [path, type] of Object.entries(calls)) {
    const schema = {
      tags: ["collect"],
      summary: type === null ? "Send a batch of events" : `Send one \`${type}\` call`,
      response: { 200: acceptedAnswer },
    };
    app.post(path, { config: { access: "in-handler", body: "stream" }, schema }, async (request) => {
      await take(request, type);
      return accepted;
    });
  }

  for (const path of ["/api/s/:type", "/api/s/s2s/:type"]) {
    const schema = {
      tags: ["collect"],
      summary: `Send one call, as Jitsu's client does${path.includes("s2s") ? " on servers" : ""}`,
      response: { 200: acceptedAnswer },
    };
    app.post<{ Params: { type: string } }>(
      path,
      { config: { access: "in-handler", body: "stream" }, schema },
      async (request) => {
        await take(request, request.params.type);
        return accepted;
      },
    );
  }

  for (const type of ["track", "page"] as const) {
    app.get(
      `/pixel/v1/${type}`,
      {
        config: { access: "write" },
        schema: { tags: ["collect"], summary: `Send one \`${type}\` call as an image request` },
      },
      async (request, reply) => {
        const event = pixelEvent(type, request.query as Record<string, unknown>, request.headers["user-agent"]);
        await instance.engine.collect([event], {
          source: "http",
          receivedAt: instance.clock(),
          maxEventBytes: maxEventBytes.write,
          deduplicate: "day",
        });
        return reply.type("image/gif").header("cache-control", "no-store").send(onePixelGif);
      },
    );
  }

  function origin(request: FastifyRequest): URL {
    const url = publicUrl ?? `${request.protocol}://${request.headers.host ?? "localhost"}`;
    if (!URL.canParse(url)) throw new AttuneError("bad-request", "`Host` names no host.", { path: "host" });
    return new URL(url);
  }

  function cacheable(reply: FastifyReply): FastifyReply {
    return reply.header("cache-control", "public, max-age=60");
  }

  app.get<{ Params: { writeKey: string } }>(
    "/v1/projects/:writeKey/settings",
    {
      config: { access: "in-handler" },
      schema: { tags: ["collect"], summary: "Settings that Segment's browser client asks for" },
    },
    async (request, reply) => {
      app.requireKey(request, request.params.writeKey);
      return cacheable(reply).send(analyticsNextSettings(request.params.writeKey, origin(request)));
    },
  );

  app.get(
    "/sourceConfig",
    {
      config: { access: "in-handler" },
      schema: { tags: ["collect"], summary: "Settings that RudderStack's browser client asks for" },
    },
    async (request, reply) => {
      const isAdBlockProbe = request.method === "HEAD";
      if (!isAdBlockProbe) app.requireKey(request);
      return cacheable(reply).send(rudderSourceConfig(instance.keys.writeKey));
    },
  );
}
