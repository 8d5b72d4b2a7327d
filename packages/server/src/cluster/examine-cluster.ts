import { AttuneError } from "@attune/model/errors";
import type { ClusterFinding } from "@attune/store/cluster/check/cluster-finding";
import type { ClusterSettings } from "./cluster-settings.ts";

/** What `attune doctor --cluster` and `GET /v1/cluster` tell. */
export interface ClusterExamination {
  instance: string;
  roles: readonly string[];
  /** No finding keeps a node from serving. */
  mayServe: boolean;
  findings: ClusterFinding[];
}

/** Looks at every engine that the settings name, without changing anything. */
export async function examineCluster(settings: ClusterSettings): Promise<ClusterExamination> {
  // Only here: an embedded instance loads none of the engines' clients.
  const { checkCluster } = await import("@attune/store/cluster/check/check-cluster");
  const findings = await checkCluster(settings);
  const mayServe = !findings.some(({ stopsServing }) => stopsServing);
  return { instance: settings.instance, roles: settings.roles, mayServe, findings };
}

/** Before a node starts: throws `storage-unavailable` in the words of the examination where it could not serve, or not safely. The rest it returns. */
export async function requireSoundCluster(settings: ClusterSettings): Promise<ClusterFinding[]> {
  const { findings } = await examineCluster(settings);
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
