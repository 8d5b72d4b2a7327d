import type { Writable } from "node:stream";

/** What the surroundings say, read once by main; nothing else looks at them. */
export interface Environment {
  writeKey: string | undefined;
  secretKey: string | undefined;
  logLevel: string;
  workingDirectory: string;
  /** Root of the project: where the built console and the built-in mappings are. */
  projectDirectory: URL;
  /** What messages go out through; absent: nothing is set up. */
  outbound?: OutboundSettings;
  /** What Shopify signs its webhooks with. */
  shopifySecret?: string;
  /** Addresses of the proxies in front of this server. */
  trustedProxies?: string[];
  /** All variables that begin with ATTUNE_: those of cluster.yaml and of the secrets that it names. */
  variables?: Readonly<Record<string, string | undefined>>;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean };
}

/** Ways out and their secrets. Each is set up where all it needs is given. */
export interface OutboundSettings {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  smtpUrl?: string;
  /** "The shop <hello@shop.example>". */
  mailFrom?: string;
  /** Where the mail system sends its reports. */
  bounceAddress?: string;
  webhookSecret?: string;
  vapidPublicKey?: string;
  vapidPrivateKey?: string;
  /** `mailto:` or https: whom a push service may ask. */
  vapidSubject?: string;
  /** Where people reach this server, for the links in messages; absent: `serve --public-url`. */
  publicUrl?: string;
  /** By the name of the variable: keys of destinations that the playbook declares. */
  destinationKeys?: Record<string, string>;
  /** Webhooks may go to inner networks and over plain http. */
  allowInner: boolean;
}
