import type { Channel } from "@attune/engine/ports/channel";
import { type Handover, isTransactional, type OutboundMessage } from "@attune/model/message";
import { readEmailAddress } from "../address/read-email-address.ts";
import { asciiDomain, composeMail } from "./compose-mail.ts";
import { handoverOfSmtp } from "./handover-of-smtp.ts";
import { createSmtpConnections } from "./smtp-connections.ts";

export interface EmailOptions {
  /** `smtp://user:password@host:port` or `smtps://…`; from the environment, never from the playbook. */
  smtpUrl: string;
  /** Who sends, and where bounces go (the envelope's sender; absent: `from`). */
  from: { name: string; address: string };
  bounceAddress?: string;
  /** Connections to the mail server. */
  connections: number;
  /** For one message, milliseconds. */
  timeoutMs: number;
}

/**
 * Mail over SMTP, on connections that stay open. The Message-ID is made of the delivery's id, so that a message which the mail server took but
 * whose answer never came is the same message when it is sent again.
 */
export function createEmailChannel({ smtpUrl, from, bounceAddress, connections, timeoutMs }: EmailOptions): Channel {
  const server = createSmtpConnections({ url: smtpUrl, connections, timeoutMs });

  return {
    name: "email",
    async send(outgoing): Promise<Handover> {
      const { deliveryId, message } = outgoing;
      if (message.channel !== "email") return { kind: "failed", reason: `a ${message.channel} message is no e-mail` };
      const to = readEmailAddress(outgoing.to);
      if (to === null) return { kind: "gone", reason: "the address is no e-mail address" };
      try {
        const mail = composeMail({
          id: deliveryId,
          from,
          to,
          subject: oneLine(message.subject),
          text: message.text,
          html: message.html,
          headers: headersOf(outgoing),
          at: Date.now(),
        });
        const envelope = { from: asciiDomain(bounceAddress ?? from.address), to: [asciiDomain(to)] };
        return { kind: "accepted", reference: await server.send(envelope, mail) };
      } catch (error) {
        return handoverOfSmtp(error as Error & { responseCode?: number; code?: string });
      }
    },
    async close() {
      server.close();
    },
  };
}

/** RFC 8058 wants both headers; RFC 3834 keeps other machines from answering. */
function headersOf({ category, unsubscribeUrl }: OutboundMessage): Record<string, string> {
  const headers: Record<string, string> = { "Auto-Submitted": "auto-generated" };
  if (!isTransactional(category)) headers.Precedence = "bulk";
  if (unsubscribeUrl !== undefined) {
    headers["List-Unsubscribe"] = `<${unsubscribeUrl}>`;
    headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click";
  }
  return headers;
}

/** A line break in a header begins another header. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029\0]+/g, " ").trim();
}
