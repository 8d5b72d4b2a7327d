import { isMachineReader } from "@attune/channels/tracking/track-message";
import { eventNames } from "@attune/engine/runtime/names-of-person";
import { AttuneError } from "@attune/model/errors";
import type { DeliveryRecord } from "@attune/model/journey";
import type { FastifyInstance, FastifyReply } from "fastify";
import { linkPaths, linkTokens } from "../deliver/message-links.ts";
import type { AppOptions } from "../http/app-options.ts";

/** A transparent picture of one pixel. */
const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const openTag = { config: { access: "open" }, schema: { tags: ["deliver"] } } as const;

interface TokenParams {
  token: string;
}

/** The links in messages: to be counted as a reader, and to end messages with one click (RFC 8058). Open to whoever has the link. */
export function messageLinkRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tokens = linkTokens(instance.keys);

  async function deliveryOf(purpose: string, token: string): Promise<{ record: DeliveryRecord; rest: string }> {
    const text = tokens.read(purpose, token);
    const [deliveryId = "", ...rest] = text?.split(" ") ?? [];
    const record = text === null ? undefined : await instance.engine.stores.journeys.delivery(deliveryId);
    if (record === undefined) throw new AttuneError("not-found", "This link leads nowhere (any more).");
    return { record, rest: rest.join(" ") };
  }

  /** What a reader did, as an event of theirs; each thing once per message. */
  async function tell(record: DeliveryRecord, event: string, once: string, more: object = {}): Promise<void> {
    const { deliveryId, templateId, journeyId, profileId } = record;
    const profile = await instance.engine.findProfile({ namespace: "profile_id", value: profileId });
    const names = profile === undefined ? null : eventNames(profile);
    if (names === null) return;
    const properties = { delivery_id: deliveryId, template_id: templateId, journey_id: journeyId };
    const raw = { ...names, type: "track", event, messageId: `${once}-${deliveryId}`, properties, ...more };
    const arrival = { source: "deliver", receivedAt: instance.clock(), maxEventBytes: 1_000_000 };
    await instance.engine.collect([raw], { ...arrival, deduplicate: "ever" });
  }

  app.get<{ Params: TokenParams }>(`${linkPaths.open}:token`, openTag, async (request, reply) => {
    const { record } = await deliveryOf("open", request.params.token);
    if (!isMachineReader(request.headers["user-agent"] ?? "")) await tell(record, "Email Opened", "opened");
    return reply.header("cache-control", "no-store").type("image/gif").send(pixel);
  });

  app.get<{ Params: TokenParams }>(`${linkPaths.click}:token`, openTag, async (request, reply) => {
    const { record, rest } = await deliveryOf("click", request.params.token);
    if (!isMachineReader(request.headers["user-agent"] ?? "")) await tell(record, "Email Link Clicked", "clicked");
    return reply.header("cache-control", "no-store").redirect(rest, 302);
  });

  // A look at the link changes nothing: scanners and previews look at links.
  app.get<{ Params: TokenParams }>(`${linkPaths.unsubscribe}:token`, openTag, async (request, reply) => {
    await deliveryOf("unsubscribe", request.params.token);
    return page(reply, "No more of these messages?", '<form method="post"><button>Unsubscribe</button></form>');
  });

  app.post<{ Params: TokenParams }>(
    `${linkPaths.unsubscribe}:token`,
    { config: { access: "open", body: "stream" }, schema: { tags: ["deliver"] } },
    async (request, reply) => {
      const { record } = await deliveryOf("unsubscribe", request.params.token);
      await tell(record, "Unsubscribed", "unsubscribed", { context: { consent: { marketing: false } } });
      return page(reply, "You get no more of these messages.", "");
    },
  );
}

function page(reply: FastifyReply, title: string, body: string): FastifyReply {
  const style = "font:1.1rem/1.5 system-ui;margin:15vh auto;max-width:26rem;padding:0 1rem";
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;
  const html = `<!doctype html><html lang="en"><head>${head}</head><body style="${style}"><h1>${title}</h1>${body}</body></html>`;
  return reply.header("cache-control", "no-store").type("text/html; charset=utf-8").send(html);
}
