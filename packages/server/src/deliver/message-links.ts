import { createHash } from "node:crypto";
import { createTokens, type TokenMaker } from "@attune/channels/tracking/signed-token";
import type { Keys } from "../instance/keys.ts";

/** The public paths of links in messages; `routes/message-links.ts` answers them. */
export const linkPaths = { unsubscribe: "/m/u/", open: "/m/o/", click: "/m/c/" } as const;

/** What links in messages are made of. */
export interface LinkSettings {
  /** Where they lead, without a trailing slash. */
  base: string;
  /** What their tokens are signed with. */
  secret: string;
}

/** @param publicUrl null: nobody said, so they lead nowhere. */
export function linkSettings(keys: Keys, publicUrl: string | null): LinkSettings {
  return { base: publicUrl ?? "http://localhost", secret: linkSecret(keys) };
}

/** The tokens of an instance's links: they hold as long as its secret key does. */
export function linkTokens(keys: Keys): TokenMaker {
  return createTokens(linkSecret(keys));
}

function linkSecret({ secretKey }: Keys): string {
  return createHash("sha256").update(`links\u0000${secretKey}`).digest("hex");
}

export type MessageLinks = ReturnType<typeof messageLinks>;

/** The links of one message, by its delivery. */
export function messageLinks({ base, secret }: LinkSettings) {
  const tokens = createTokens(secret);
  return {
    unsubscribe: (deliveryId: string) => `${base}${linkPaths.unsubscribe}${tokens.make("unsubscribe", deliveryId)}`,
    open: (deliveryId: string) => `${base}${linkPaths.open}${tokens.make("open", deliveryId)}`,
    click: (deliveryId: string, target: string) =>
      `${base}${linkPaths.click}${tokens.make("click", `${deliveryId} ${target}`)}`,
  };
}
