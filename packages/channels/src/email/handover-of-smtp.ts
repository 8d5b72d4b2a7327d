import type { Handover } from "@attune/model/message";

interface SmtpFailure {
  message: string;
  /** The server's answer, where it gave one. */
  responseCode?: number;
  /** What the client saw: `ECONNECTION`, `ETIMEDOUT`, `EAUTH`, `EENVELOPE`, … */
  code?: string;
  /** The command that was answered so. */
  command?: string;
}

/**
 * What an SMTP failure says (RFC 5321, 4.2.1; enhanced codes of RFC 3463): 4yz may pass, 5yz will not. Of the latter 5.1.x speaks of the
 * address, as does 550 to RCPT TO without a code of its own; all others of this one message.
 */
export function handoverOfSmtp({ message, responseCode, code, command }: SmtpFailure): Handover {
  if (responseCode === undefined || responseCode < 500) return { kind: "later", reason: message };
  // A wrong password is this instance's trouble, not the message's.
  if (code === "EAUTH") return { kind: "later", reason: message };
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(message);
  const isOfAddress = enhanced === null ? responseCode === 550 && command === "RCPT TO" : enhanced[1] === "1";
  return { kind: isOfAddress ? "gone" : "failed", reason: message };
}
