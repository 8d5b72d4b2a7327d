import type { Event } from "@attune/model/event";
import type { LineageEdge } from "@attune/model/lineage";
import { nodeId } from "./playbook-edges.ts";

/** Which sources were seen to send which events, and which events bring which traits. Linear in the events' traits. */
export function trafficEdges(events: Iterable<Event>): LineageEdge[] {
  const found = new Map<string, LineageEdge>();
  const note = (from: string, to: string, how: string) => void found.set(`${from}\u0000${to}`, { from, to, how });
  for (const { source, name, traits } of events) {
    const event = nodeId("event", name);
    note(nodeId("source", source), event, "sends");
    for (const trait of Object.keys(traits)) note(event, nodeId("trait", trait), "brings");
  }
  return [...found.values()];
}
