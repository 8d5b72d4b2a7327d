import type { LineageKind, LineageNode } from "@attune/model/lineage";
import type { PlaybookRevision } from "@attune/model/playbook-revision";
import { parse } from "yaml";
import { nodeId } from "./playbook-edges.ts";

const sections: Record<string, LineageKind> = {
  segments: "segment",
  offers: "offer",
  messages: "message",
  placements: "placement",
  tactics: "tactic",
  journeys: "journey",
  experiments: "experiment",
  metrics: "metric",
  destinations: "destination",
  trackingPlan: "event",
};

/** Of each entry of the playbook the revision in which it became what it is now. @param revisions the oldest first */
export function definitionVersions(revisions: readonly PlaybookRevision[]): Map<string, LineageNode["version"]> {
  let before = new Map<string, { text: string; version: LineageNode["version"] }>();
  for (const { revision, at, author, text } of revisions) {
    const file = (parse(text) ?? {}) as Record<string, Record<string, unknown> | undefined>;
    const present = new Map<string, { text: string; version: LineageNode["version"] }>();
    for (const [section, kind] of Object.entries(sections)) {
      for (const [id, entry] of Object.entries(file[section] ?? {})) {
        const known = before.get(nodeId(kind, id));
        const own = JSON.stringify(entry);
        const version = known?.text === own ? known.version : { revision, at, author };
        present.set(nodeId(kind, id), { text: own, version });
      }
    }
    before = present;
  }
  return new Map([...before].map(([id, { version }]) => [id, version]));
}
