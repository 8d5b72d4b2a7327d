/** Where ClickHouse is and how it is asked. */
export interface ClickHouseSettings {
  /** `https://host:8443`; rows are written through the first that answers. */
  urls: readonly string[];
  /** Replicas that answer questions, so that reports do not slow down what writes; empty: `urls`. */
  readUrls: readonly string[];
  database: string;
  username: string;
  password: string;
  /** PEM texts; absent: the system's authorities, or plain http. */
  tls?: { ca: string; cert?: string; key?: string };
  /** The cluster's name in the servers' configuration; null: one server that holds everything. */
  cluster: string | null;
}
