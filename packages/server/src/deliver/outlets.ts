import { createHash } from "node:crypto";
import { compileTemplate, TemplateError } from "@attune/channels/template/compile-template";
import { createTokens, type TokenMaker } from "@attune/channels/tracking/signed-token";
import { trackMessage } from "@attune/channels/tracking/track-message";
import type { Channel } from "@attune/engine/ports/channel";
import type { Outlets, ReadyTemplate } from "@attune/engine/runtime/outlets";
import type { JsonObject } from "@attune/model/json";
import { type ChannelName, isTransactional, type MessageTemplate, type RenderedMessage } from "@attune/model/message";
import type { Playbook } from "@attune/model/tactic";
import { playbookFault } from "../config/playbook-fault.ts";
import { defaultDelivery } from "../config/read-journeys.ts";
import type { Keys } from "../instance/keys.ts";

/** The tokens of an instance's links: they hold as long as its secret key does. */
export function linkTokens({ secretKey }: Keys): TokenMaker {
  return createTokens(createHash("sha256").update(`links\u0000${secretKey}`).digest("hex"));
}

/** The public paths of links in messages; `routes/message-links.ts` answers them. */
export const linkPaths = { unsubscribe: "/m/u/", open: "/m/o/", click: "/m/c/" } as const;

/** Makes the outlets of a playbook: its templates read once, its messages led through the instance's channels. */
export function outletsThrough(channels: ReadonlyMap<ChannelName, Channel>, publicUrl: string | null) {
  return async (playbook: Playbook, keys: Keys): Promise<Outlets> => {
    const links = messageLinks(publicUrl ?? "http://localhost", linkTokens(keys));
    return {
      templates: await readyTemplates(playbook, links),
      channels,
      rules: playbook.delivery ?? defaultDelivery,
      offers: playbook.offers ?? [],
      publicUrl,
      unsubscribeUrl: links.unsubscribe,
    };
  };
}

/** Throws `bad-request` with the path of the first message that cannot be used. */
export async function readyTemplates(
  { messages = {} }: Playbook,
  links: MessageLinks = messageLinks("http://localhost", createTokens("")),
): Promise<Map<string, ReadyTemplate>> {
  const templates = new Map<string, ReadyTemplate>();
  for (const [id, template] of Object.entries(messages)) templates.set(id, await readyTemplate(id, template, links));
  return templates;
}

type MessageLinks = ReturnType<typeof messageLinks>;

function messageLinks(base: string, tokens: TokenMaker) {
  return {
    unsubscribe: (deliveryId: string) => `${base}${linkPaths.unsubscribe}${tokens.make("unsubscribe", deliveryId)}`,
    open: (deliveryId: string) => `${base}${linkPaths.open}${tokens.make("open", deliveryId)}`,
    click: (deliveryId: string, target: string) =>
      `${base}${linkPaths.click}${tokens.make("click", `${deliveryId} ${target}`)}`,
  };
}

/** Throws `bad-request` with the path in the playbook. */
async function readyTemplate(id: string, template: MessageTemplate, links: MessageLinks): Promise<ReadyTemplate> {
  const compiled = await compileTemplate(template).catch((error: unknown) => {
    if (!(error instanceof TemplateError)) throw error;
    throw playbookFault(`messages.${id}.${error.path.replace(/^body\./, "")}`, error.message);
  });
  const unknown = compiled.variables.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw playbookFault(`messages.${id}`, `names ${unknown}; messages know ${known.join(", ")}`);
  const isMarketingMail = template.channel === "email" && !isTransactional(template.category);
  if (isMarketingMail && !compiled.variables.includes("unsubscribeUrl"))
    throw playbookFault(
      `messages.${id}`,
      "is marketing and must say how to end it: put {{ unsubscribeUrl }} into a link",
    );
  return {
    channel: template.channel,
    category: template.category,
    render: (values, trackedAs) => tracked(compiled.render(values), values, trackedAs, links),
  };
}

/** What messages may name. */
const known = ["person", "trigger", "decided", "unsubscribeUrl"];

function tracked(
  message: RenderedMessage,
  values: JsonObject,
  trackedAs: string | null,
  links: MessageLinks,
): RenderedMessage {
  if (message.channel !== "email" || trackedAs === null) return message;
  const unsubscribe = typeof values.unsubscribeUrl === "string" ? values.unsubscribeUrl : null;
  const urls = { open: links.open(trackedAs), click: (target: string) => links.click(trackedAs, target) };
  return { ...message, html: trackMessage(message.html, urls, unsubscribe) };
}
