import { compileTemplate, TemplateError } from "@attune/channels/template/compile-template";
import { trackMessage } from "@attune/channels/tracking/track-message";
import type { ReadyTemplate } from "@attune/engine/runtime/outlets";
import type { JsonObject } from "@attune/model/json";
import { isTransactional, type MessageTemplate, type RenderedMessage } from "@attune/model/message";
import { playbookFault } from "../config/playbook-fault.ts";
import { type MessageLinks, messageLinks } from "./message-links.ts";

/** A template made ready, and what makes it ready again elsewhere. */
export interface SourcedTemplate extends ReadyTemplate {
  /** Without MJML. */
  source: MessageTemplate;
}

/** Throws `bad-request` with the path of the first message that cannot be used. */
export async function readyTemplates(
  { messages = {} }: { messages?: Readonly<Record<string, MessageTemplate>> },
  links: MessageLinks = messageLinks({ base: "http://localhost", secret: "" }),
): Promise<Map<string, SourcedTemplate>> {
  const templates = new Map<string, SourcedTemplate>();
  for (const [id, template] of Object.entries(messages)) templates.set(id, await readyTemplate(id, template, links));
  return templates;
}

/** Throws `bad-request` with the path in the playbook. */
async function readyTemplate(id: string, template: MessageTemplate, links: MessageLinks): Promise<SourcedTemplate> {
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
    source: compiled.source,
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
