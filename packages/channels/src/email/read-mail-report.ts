import PostalMime from "postal-mime";

/** What a mail system reports about a message that it took before. */
export type MailReport =
  /** `isPermanent`: the address takes nothing any more (5.x.x). */
  | { kind: "bounce"; deliveryId: string | null; recipient: string | null; isPermanent: boolean; status: string }
  /** A person marked the message as spam. */
  | { kind: "complaint"; deliveryId: string | null; recipient: string | null };

/** A report is a few kilobytes; it may carry the message that it is about. */
const maxBytes = 1024 * 1024;

/**
 * Reads a delivery status notification (RFC 3464) or a feedback report (RFC 5965) as it came in by mail; null for any other mail, such as
 * an answer from a person or from an out-of-office machine.
 */
export async function readMailReport(raw: Uint8Array): Promise<MailReport | null> {
  if (raw.length > maxBytes) return null;
  const mail = await PostalMime.parse(raw, { attachmentEncoding: "utf8", maxNestingDepth: 20 });
  const parts = mail.attachments.map(({ mimeType, content }) => ({
    type: mimeType.toLowerCase(),
    text: String(content),
  }));
  const partOf = (...types: string[]) => parts.find(({ type }) => types.includes(type))?.text;
  const original = partOf("message/rfc822", "text/rfc822-headers", "message/rfc822-headers") ?? "";
  const deliveryId = /^message-id:\s*<([\w-]{1,100})@/im.exec(original)?.[1] ?? null;

  const feedback = partOf("message/feedback-report");
  if (feedback !== undefined) {
    if (!/^feedback-type:\s*abuse/im.test(feedback)) return null;
    return { kind: "complaint", deliveryId, recipient: recipientIn(feedback, "original-rcpt-to") };
  }
  const status = partOf("message/delivery-status");
  const action = status === undefined ? undefined : /^action:\s*(\w+)/im.exec(status)?.[1]?.toLowerCase();
  if (status === undefined || (action !== "failed" && action !== "delayed")) return null;
  const code = /^status:\s*(\d\.\d{1,3}\.\d{1,3})/im.exec(status)?.[1] ?? "";
  const isPermanent = action === "failed" && code.startsWith("5");
  return { kind: "bounce", deliveryId, recipient: recipientIn(status, "final-recipient"), isPermanent, status: code };
}

/** `Final-Recipient: rfc822; ada@example.com`, with or without the type of the address. */
function recipientIn(fields: string, name: string): string | null {
  const value = new RegExp(`^${name}:\\s*(?:rfc822;)?\\s*<?([^\\s<>]{3,254})>?`, "im").exec(fields)?.[1];
  return value?.toLowerCase() ?? null;
}
