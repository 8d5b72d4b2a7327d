import type { QuarantinedEvent } from "@attune/model/quarantined";
import { parseBody, type ReceivedBody } from "../collect/parse-body.ts";

/** Encodings that quarantined bytes can be read in; `windows-1252` holds latin-1. */
export const bodyEncodings = [
  "utf-8",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "iso-8859-15",
  "utf-16le",
] as const;

export type BodyEncoding = (typeof bodyEncodings)[number];

type Held = Pick<QuarantinedEvent, "code" | "payload" | "bytesBase64">;

/** A quarantined event, or what was set aside unread and may hold many, as it is read today. */
export function quarantinedBody(entry: Held, encoding: BodyEncoding): ReceivedBody {
  const { code, payload, bytesBase64 } = entry;
  if (bytesBase64 !== undefined) {
    const bytes = Buffer.from(bytesBase64, "base64");
    return parseBody(encoding === "utf-8" ? bytes : Buffer.from(new TextDecoder(encoding).decode(bytes)));
  }
  const wasUnread = typeof payload === "string" && code !== "not-an-object" && code !== "invalid-utf8";
  return wasUnread ? parseBody(Buffer.from(payload)) : { raws: [payload] };
}
