import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError } from "@attune/model/errors";
import type { Lineage, LineageEdge, LineageKind, LineageNode } from "@attune/model/lineage";
import { createRevisions } from "../playbook/revisions.ts";
import { recentEvents } from "../quality/recent-events.ts";
import { definitionVersions } from "./definition-versions.ts";
import { nodeId, playbookEdges } from "./playbook-edges.ts";
import { trafficEdges } from "./traffic-edges.ts";

const eventsLooked = 20_000;
const mostRevisions = 1_000;
const mostKnownTold = 60;

/**
 * Where something comes from and what becomes of it: everything from which a chain leads to `name`, and everything to which one leads from it, with the
 * version of each definition. Sources and traits are those of the latest 20,000 events.
 *
 * @param name an id or an event's name, or with its kind: `segment:loyal`
 */
export async function lineageOf(engine: Engine, name: string, now: number): Promise<Lineage> {
  const { log, definitions } = engine.stores;
  const edges = joined([...playbookEdges(engine.playbook), ...trafficEdges(await recentEvents(log, eventsLooked))]);
  const declared = declaredIds(engine);
  const ids = new Set([...declared, ...edges.flatMap(({ from, to }) => [from, to])]);
  const about = [...ids].filter((id) => id === name || id.slice(id.indexOf(":") + 1) === name);
  if (about.length === 0) throw unknown(name, ids);

  const upstream = reached(about, edges, "to", "from");
  const downstream = reached(about, edges, "from", "to");
  const revisions = await createRevisions(definitions).list(null, mostRevisions);
  const revision = revisions[0]?.revision ?? null;
  const versions = definitionVersions(revisions.reverse());
  const nodes = [...new Set([...upstream, ...about, ...downstream])].map((id) => ({
    id,
    ...nodeOf(id),
    version: versions.get(id) ?? null,
    side: about.includes(id) ? ("itself" as const) : upstream.has(id) ? ("upstream" as const) : ("downstream" as const),
  }));
  return {
    schema: "attune.lineage/1",
    computedAt: new Date(now).toISOString(),
    revision,
    about,
    nodes,
    edges: edges.filter(
      ({ from, to }) =>
        (upstream.has(from) && (upstream.has(to) || about.includes(to))) ||
        (downstream.has(to) && (downstream.has(from) || about.includes(from))),
    ),
  };
}

/** One edge for each pair, and what goes into every event ("*") into each of them. */
function joined(edges: readonly LineageEdge[]): LineageEdge[] {
  const every = nodeId("event", "*");
  const events = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].filter(
    (id) => id.startsWith("event:") && id !== every,
  );
  const whole = edges.flatMap((edge) => (edge.from === every ? events.map((from) => ({ ...edge, from })) : [edge]));
  return [...new Map(whole.map((edge) => [`${edge.from}\u0000${edge.to}`, edge])).values()];
}

function reached(begin: readonly string[], edges: readonly LineageEdge[], at: "from" | "to", next: "from" | "to") {
  const found = new Set<string>();
  const waiting = [...begin];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const edge of edges) {
      if (edge[at] !== id || found.has(edge[next]) || begin.includes(edge[next])) continue;
      found.add(edge[next]);
      waiting.push(edge[next]);
    }
  }
  return found;
}

function nodeOf(id: string): Pick<LineageNode, "kind" | "name"> {
  const colon = id.indexOf(":");
  return { kind: id.slice(0, colon) as LineageKind, name: id.slice(colon + 1) };
}

function declaredIds({ playbook }: Engine): string[] {
  return [
    ...(playbook.segments ?? []).map(({ segmentId }) => nodeId("segment", segmentId)),
    ...(playbook.offers ?? []).map(({ offerId }) => nodeId("offer", offerId)),
    ...Object.keys(playbook.messages ?? {}).map((id) => nodeId("message", id)),
    ...Object.keys(playbook.placements).map((id) => nodeId("placement", id)),
    ...Object.keys(playbook.trackingPlan ?? {}).map((name) => nodeId("event", name)),
  ];
}

function unknown(name: string, ids: ReadonlySet<string>): AttuneError {
  const known = [...ids].sort().slice(0, mostKnownTold).join(", ");
  return new AttuneError("not-found", `Nothing is named "${name}". There are: ${known}.`, { path: "name" });
}
