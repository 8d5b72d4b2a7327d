/** What can be the beginning, the middle or the end of a chain of data. */
export const lineageKinds = [
  "source",
  "event",
  "trait",
  "score",
  "model",
  "segment",
  "offer",
  "message",
  "placement",
  "tactic",
  "journey",
  "experiment",
  "metric",
  "destination",
] as const;
export type LineageKind = (typeof lineageKinds)[number];

export interface LineageNode {
  kind: LineageKind;
  /** Its id, or the event's or trait's name. */
  name: string;
  /** The revision of the playbook in which its entry became what it is; null: it is not declared there. */
  version: { revision: number; at: number; author: string } | null;
}

/** `from` goes into `to`. */
export interface LineageEdge {
  from: string;
  to: string;
  /** In a word or two: `sends`, `asked by`, `shown in`, `measured by`. */
  how: string;
}

/** `attune lineage NAME`. Nodes are named `<kind>:<name>`. */
export interface Lineage {
  schema: "attune.lineage/1";
  computedAt: string;
  /** The revision that runs. */
  revision: number | null;
  about: string[];
  nodes: Array<LineageNode & { id: string; side: "itself" | "upstream" | "downstream" }>;
  edges: LineageEdge[];
}
