import { type ClusterFinding, findingsOf, well } from "@attune/store/cluster/check/cluster-finding";
import type { PresentNode } from "@attune/store/cluster/node-presence";
import { nodeRoles } from "./cluster-file.ts";

const without: Record<(typeof nodeRoles)[number], string> = {
  collect: "Events are taken by no node",
  decide: "Decisions are answered with the page's own content",
  process: "Nobody may write: events are refused with 503, and sent again later",
  jobs: "Nothing runs at its times: no training, scores, reports, destinations, clean-ups",
};

/** What is wrong with an instance's own nodes, by those that answered. Pure. */
export function judgeNodes(nodes: readonly PresentNode[]): ClusterFinding[] {
  const { found, error, warn } = findingsOf("nodes");
  if (nodes.length === 0) {
    warn("No node of this instance is running.", "Start some: attune serve --cluster cluster.yaml.");
    return found;
  }
  for (const role of nodeRoles)
    if (!nodes.some(({ roles }) => roles.includes(role)))
      error(
        `No node with the role ${role} is alive. ${without[role]}.`,
        `Start one, or add ${role} to another's roles.`,
      );
  const writers = nodes.filter(({ writes }) => writes);
  if (writers.length === 0 && nodes.some(({ roles }) => roles.includes("process")))
    warn("No node writes at this moment.", "One takes over within seconds; if it stays so, look at the nodes' logs.");
  for (const { url, roles } of writers)
    if (!roles.includes("jobs") && nodes.some((node) => node.roles.includes("jobs")))
      warn(
        `The node that writes, ${url}, lacks the role jobs, so nothing runs at its times.`,
        "Give jobs to every node that has process.",
      );
  if (found.length > 0) return found;
  return [well("nodes", `${nodes.length} ${nodes.length === 1 ? "node" : "nodes"}: ${nodes.map(toldOf).join("; ")}.`)];
}

function toldOf({ url, roles, writes }: PresentNode): string {
  return `${url} (${roles.join(", ")}${writes ? "; writes" : ""})`;
}
