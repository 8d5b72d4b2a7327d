import { AttuneError } from "@attune/model/errors";
import type { ClusterFinding } from "@attune/store/cluster/check/cluster-finding";
import type { PresentNode } from "@attune/store/cluster/node-presence";
import type { ClusterSettings } from "./cluster-settings.ts";
import { judgeNodes } from "./judge-nodes.ts";

/** What `attune doctor --cluster` and `GET /v1/cluster` tell. */
export interface ClusterExamination {
  instance: string;
  roles: readonly string[];
  /** No finding keeps a node from serving. */
  mayServe: boolean;
  findings: ClusterFinding[];
  /** Nodes of the instance that answered. */
  nodes: Array<Omit<PresentNode, "nodeId">>;
}

/** Looks at every engine that the settings name, and at the instance's nodes, without changing anything. */
export async function examineCluster(settings: ClusterSettings): Promise<ClusterExamination> {
  const [engines, present] = await Promise.all([checkEngines(settings), presentNodes(settings)]);
  const mayServe = !engines.some(({ stopsServing }) => stopsServing);
  const findings = present === null ? engines : [...engines, ...judgeNodes(present)];
  const nodes = (present ?? []).map(({ nodeId, ...node }) => node);
  return { instance: settings.instance, roles: settings.roles, mayServe, findings, nodes };
}

// Only here: an embedded instance loads none of the engines' clients.
async function checkEngines(settings: ClusterSettings): Promise<ClusterFinding[]> {
  const { checkCluster } = await import("@attune/store/cluster/check/check-cluster");
  return checkCluster(settings);
}

/** Null where they cannot be asked: what is wrong with JetStream is told elsewhere. */
async function presentNodes({ jetstream, instance }: ClusterSettings): Promise<PresentNode[] | null> {
  const { openJetStream } = await import("@attune/store/cluster/jetstream-link");
  const { askWhoIsPresent } = await import("@attune/store/cluster/node-presence");
  const link = await openJetStream(jetstream).catch(() => null);
  if (link === null) return null;
  try {
    return await askWhoIsPresent(link, instance);
  } catch {
    return null;
  } finally {
    await link.close();
  }
}

/** Before a node starts: throws `storage-unavailable` in the words of the examination where it could not serve, or not safely. The rest it returns. */
export async function requireSoundCluster(settings: ClusterSettings): Promise<ClusterFinding[]> {
  const findings = await checkEngines(settings);
  const against = findings.filter(({ stopsServing }) => stopsServing);
  if (against.length === 0) return findings;
  const told = against.map(({ message, remedy }) => `${message} ${remedy ?? ""}`.trim()).join("\n  ");
  throw new AttuneError("storage-unavailable", `This node cannot serve on its cluster:\n  ${told}`, {
    retryAfterSeconds: 5,
  });
}

/** The examination for people. */
export function clusterText({ instance, roles, findings }: ClusterExamination): string {
  const lines = findings.map(
    ({ severity, message, remedy }) => `${severity}: ${message}${remedy === null ? "" : ` ${remedy}`}`,
  );
  return [`instance ${instance}, roles ${roles.join(", ")}`, "", ...lines].join("\n");
}
