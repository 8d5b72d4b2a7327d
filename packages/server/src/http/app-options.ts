import type { Logger } from "pino";
import type { ClusterSettings } from "../cluster/cluster-settings.ts";
import type { Instance } from "../instance/instance.ts";
import type { Metrics } from "./metrics.ts";

/** What every part of the HTTP API stands on. */
export interface AppOptions {
  instance: Instance;
  log: Logger;
  /** Where the outside reaches this server, without a trailing slash; null: what each request's `Host` says. */
  publicUrl: string | null;
  /** What Shopify signs its webhooks with; absent: none are taken. */
  shopifySecret?: string;
  metrics: Metrics;
  /** The cluster that this node belongs to; absent: everything is in the data directory. */
  cluster?: ClusterSettings;
  /** Addresses of proxies whose `X-Forwarded-…` headers are believed; absent: none. */
  trustedProxies?: string[];
  /** A demo: a browser on this machine comes in without a password. */
  isDemo?: boolean;
  /** Root of the project, where the built console and storefront are. */
  projectDirectory: URL;
}
