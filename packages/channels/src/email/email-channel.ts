import type { Channel } from "@attune/engine/ports/channel";
import type { Handover, OutboundMessage } from "@attune/model/message";
import { createTransport } from "nodemailer";
import { readEmailAddress } from "../address/read-email-address.ts";
import { handoverOfSmtp } from "./handover-of-smtp.ts";

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
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: connections,
    maxMessages: 1_000,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Nothing in a message may make this process read a file or call a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);

  return {
    name: "email",
    async send(outgoing): Promise<Handover> {
      const { deliveryId, message } = outgoing;
      if (message.channel !== "email") return { kind: "failed", reason: `a ${message.channel} message is no e-mail` };
      const to = readEmailAddress(outgoing.to);
      if (to === null) return { kind: "gone", reason: "the address is no e-mail address" };
      try {
        const { response } = await transport.sendMail({
          messageId: `<${deliveryId}@${domain}>`,
          from,
          to: { name: "", address: to },
          envelope: { from: bounceAddress ?? from.address, to: [to] },
          subject: oneLine(message.subject),
          text: message.text,
          html: message.html,
          headers: headersOf(outgoing),
        });
        return { kind: "accepted", reference: response };
      } catch (error) {
        return handoverOfSmtp(error as Error & { responseCode?: number; code?: string });
      }
    },
    async close() {
      transport.close();
    },
  };
}

/** RFC 8058 wants both headers; RFC 3834 keeps other machines from answering. */
function headersOf({ category, unsubscribeUrl }: OutboundMessage): Record<string, string> {
  const headers: Record<string, string> = { "Auto-Submitted": "auto-generated" };
  if (category === "marketing") headers.Precedence = "bulk";
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
