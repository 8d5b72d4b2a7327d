import { domainToASCII } from "node:url";
import { encodeWord, encodeWords, foldLines } from "nodemailer/lib/mime-funcs";
import { quotedPrintable } from "./quoted-printable.ts";

/** A mail before it is put together. No field may hold a line break but the two parts. */
export interface MailFields {
  /** Of the Message-ID, before the @. */
  id: string;
  from: { name: string; address: string };
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  at: number;
}

const wordLength = 52;
const lineLength = 76;
const boundaryIdLength = 40;

/**
 * A mail as RFC 5322 and MIME have it: headers, then plain text and HTML as alternatives. Composed by hand, since composing it as nodemailer does, a
 * stream for each part, takes more processor time than all else that happens with a message.
 */
export function composeMail({ id, from, to, subject, text, html, headers, at }: MailFields): string {
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  // Quoted-printable has no "=_": the boundary stands in neither part.
  const boundary = `=_attune-${id.slice(0, boundaryIdLength)}`;
  const head = [
    `Message-ID: <${id}@${domain}>`,
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    `From: ${mailbox(from)}`,
    `To: ${asciiDomain(to)}`,
    header("Subject", encodeWords(subject, "Q", wordLength, true)),
    ...Object.entries(headers).map(([name, value]) => header(name, value)),
    "MIME-Version: 1.0",
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
  ];
  return [...head, "", ...part(boundary, "plain", text), ...part(boundary, "html", html), `--${boundary}--`, ""].join(
    "\r\n",
  );
}

/** An address whose domain is written as mail servers look it up. */
export function asciiDomain(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  return address.slice(0, at) + (domainToASCII(address.slice(at)) || address.slice(at));
}

function header(name: string, value: string): string {
  return foldLines(`${name}: ${value}`, lineLength);
}

function part(boundary: string, type: "plain" | "html", content: string): string[] {
  return [
    `--${boundary}`,
    `Content-Type: text/${type}; charset=utf-8`,
    "Content-Transfer-Encoding: quoted-printable",
    "",
    quotedPrintable(content),
  ];
}

function mailbox({ name, address }: MailFields["from"]): string {
  const to = asciiDomain(address);
  if (name === "") return to;
  const isAscii = /^[\x20-\x7e]+$/.test(name);
  return `${isAscii ? `"${name.replace(/["\\]/g, "\\$&")}"` : encodeWord(name, "Q", wordLength)} <${to}>`;
}
