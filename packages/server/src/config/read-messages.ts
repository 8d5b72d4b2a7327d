import type { Json } from "@attune/model/json";
import type { MessageEntry, MessageTemplate } from "@attune/model/message";
import { playbookFault } from "./playbook-fault.ts";

/** The message templates of a playbook, by id. What is inside of them is read when they are made ready (`outlets.ts`). */
export function readMessages(entries: Record<string, MessageEntry>): Record<string, MessageTemplate> {
  return Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, readMessage(entry, `messages.${id}`)]));
}

function readMessage(entry: MessageEntry, path: string): MessageTemplate {
  const category = entry.category ?? "marketing";
  switch (entry.channel) {
    case "email": {
      const { subject, preheader, mjml, html, text } = entry;
      if ((mjml === undefined) === (html === undefined)) throw playbookFault(path, "needs one of `mjml` and `html`");
      const body = mjml === undefined ? { html: html! } : { mjml };
      return {
        channel: "email",
        category,
        subject,
        ...(preheader === undefined ? {} : { preheader }),
        body: text === undefined ? body : { ...body, text },
      };
    }
    case "web-push":
      return { ...entry, category };
    case "webhook":
      return { channel: "webhook", category, payload: entry.payload as Json };
    case "in-app":
      return { channel: "in-app", category, content: entry.content as Json };
  }
}
