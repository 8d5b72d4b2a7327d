import type { Json } from "@attune/model/json";
import type { Command } from "commander";
import { type ClusterExamination, clusterText, examineCluster } from "../cluster/examine-cluster.ts";
import type { Environment } from "../environment.ts";
import type { Examination } from "../instance/examine.ts";
import { clientCommand } from "./client-command.ts";

interface DoctorOptions {
  cluster?: string | true;
}

export function doctorCommand(environment: Environment): Command {
  return clientCommand<DoctorOptions>(environment, {
    name: "doctor",
    description: "Versions, disk, stores and lag, or the engines of a cluster, and what to do about what is wrong.",
    example: "doctor --data-dir ./data\n  $ attune doctor --cluster cluster.yaml",
    withoutEngine: async ({ cluster }) => {
      if (cluster === undefined) return undefined;
      const { openClusterOption } = await import("../cluster/open-cluster-option.ts");
      const examination = await examineCluster(await openClusterOption(cluster, environment));
      if (!examination.mayServe) process.exitCode = 1;
      return examination as unknown as Json;
    },
    act: (connection) => connection.request("GET", "/v1/doctor"),
    print: (answer) =>
      "mayServe" in (answer as object)
        ? clusterText(answer as unknown as ClusterExamination)
        : examinationText(answer as unknown as Examination),
  }).option(
    "--cluster [file]",
    "the engines that a cluster file names, without any server (no file: ATTUNE_CLUSTER_…)",
  );
}

function examinationText({ versions, dataDirectory, stores, projector, analytics, findings }: Examination): string {
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2).toLocaleString("en")} MB`;
  return [
    ...Object.entries(versions).map(([name, version]) => `${name} ${version}`),
    `store: ${megabytes(dataDirectory.usedBytes)} of ${megabytes(dataDirectory.limitBytes)}, format ${dataDirectory.formatVersion}, ${stores.profiles.toLocaleString("en")} profiles`,
    `analytics: ${analytics.detail}; ${projector.lag} of ${projector.head} log entries behind`,
    "",
    ...findings.map(({ severity, message, remedy }) => `${severity}: ${message}${remedy === null ? "" : ` ${remedy}`}`),
  ].join("\n");
}
