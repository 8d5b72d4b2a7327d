import type { Channel } from "@attune/engine/ports/channel";
import type { HandedOver, HandOver } from "@attune/engine/runtime/outlets";
import type { JsonObject } from "@attune/model/json";
import { type ChannelName, isTransactional, type RenderedMessage } from "@attune/model/message";
import { type LinkSettings, messageLinks } from "./message-links.ts";
import type { SourcedTemplate } from "./ready-templates.ts";

/** Makes messages and hands them over in this process. */
export function handOverThrough(channels: ReadonlyMap<ChannelName, Channel>) {
  return (templates: ReadonlyMap<string, SourcedTemplate>, settings: LinkSettings): HandOver => {
    const links = messageLinks(settings);
    return async ({ deliveryId, templateId, to, values, isTracked }): Promise<HandedOver> => {
      const template = templates.get(templateId)!;
      const { category } = template;
      const unsubscribeUrl = isTransactional(category) ? null : links.unsubscribe(deliveryId);
      const message = rendered(template, { ...values, unsubscribeUrl }, isTracked ? deliveryId : null);
      if (typeof message === "string") return { handover: { kind: "failed", reason: message } };
      const outgoing = { deliveryId, category, to, message };
      const channel = channels.get(template.channel)!;
      const handover = await channel.send(unsubscribeUrl === null ? outgoing : { ...outgoing, unsubscribeUrl });
      return message.channel === "in-app" ? { handover, content: message.content } : { handover };
    };
  };
}

function rendered(template: SourcedTemplate, values: JsonObject, trackedAs: string | null): RenderedMessage | string {
  try {
    return template.render(values, trackedAs);
  } catch (error) {
    return `the template cannot be filled in: ${(error as Error).message}`;
  }
}
