import { readFileSync, statSync } from "node:fs";
import type { OutboundSettings } from "../environment.ts";

type Surroundings = Record<string, string | undefined>;

/**
 * The ways out that environment variables describe. Each may also stand in a file that `NAME_FILE` names, as container platforms have it; a file that
 * others may read is refused. Throws with the variable's name.
 */
export function readOutbound(environment: Surroundings): OutboundSettings {
  const settings: OutboundSettings = { allowInner: environment.ATTUNE_ALLOW_INNER_WEBHOOKS === "1" };
  for (const [field, name] of Object.entries(variables) as Array<[keyof typeof variables, string]>) {
    const value = environment[name] ?? readSecretFile(`${name}_FILE`, environment[`${name}_FILE`]);
    if (value !== undefined && value !== "") settings[field] = value;
  }
  settings.destinationKeys = readDestinationKeys(environment);
  return settings;
}

const variables = {
  smtpUrl: "ATTUNE_SMTP_URL",
  mailFrom: "ATTUNE_MAIL_FROM",
  bounceAddress: "ATTUNE_BOUNCE_ADDRESS",
  webhookSecret: "ATTUNE_WEBHOOK_SECRET",
  vapidPublicKey: "ATTUNE_VAPID_PUBLIC_KEY",
  vapidPrivateKey: "ATTUNE_VAPID_PRIVATE_KEY",
  vapidSubject: "ATTUNE_VAPID_SUBJECT",
  publicUrl: "ATTUNE_PUBLIC_URL",
} as const;

/** What Shopify signs its webhooks with; undefined where neither the variable nor its file is there. */
export function readShopifySecret(environment: Surroundings): string | undefined {
  const name = "ATTUNE_SHOPIFY_SECRET";
  const value = environment[name] ?? readSecretFile(`${name}_FILE`, environment[`${name}_FILE`]);
  return value === "" ? undefined : value;
}

/** `ATTUNE_DESTINATION_<ID>_KEY`, or the file that `…_KEY_FILE` names. */
function readDestinationKeys(environment: Surroundings): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const name of Object.keys(environment)) {
    const [, variable] = /^(ATTUNE_DESTINATION_[A-Z0-9_]+_KEY)(?:_FILE)?$/.exec(name) ?? [];
    if (variable === undefined) continue;
    const value = environment[variable] ?? readSecretFile(`${variable}_FILE`, environment[`${variable}_FILE`]);
    if (value !== undefined && value !== "") keys[variable] = value;
  }
  return keys;
}

function readSecretFile(name: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if ((statSync(path).mode & 0o077) !== 0)
    throw new Error(`${name} names ${path}, which others may read: \`chmod 600 ${path}\`.`);
  return readFileSync(path, "utf8").trim();
}
