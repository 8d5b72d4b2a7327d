import type { Command } from "commander";
import type { Environment } from "../environment.ts";
import type { Examination } from "../instance/examine.ts";
import { clientCommand } from "./client-command.ts";

export function doctorCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "doctor",
    description: "Versions, disk, stores and lag, and what to do about what is wrong.",
    example: "doctor --data-dir ./data",
    act: (connection) => connection.request("GET", "/v1/doctor"),
    print: (answer) => examinationText(answer as unknown as Examination),
  });
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
