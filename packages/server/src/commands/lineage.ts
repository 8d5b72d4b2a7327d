import type { Lineage } from "@attune/model/lineage";
import type { Command } from "commander";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";

export function lineageCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "lineage",
    description:
      "Where an event, trait, segment, tactic, journey or metric comes from and what becomes of it, with the version of each definition.",
    arguments: "<name>",
    example: "lineage segment:loyal",
    act: (connection, _options, [name = ""]) => connection.request("GET", `/v1/lineage/${encodeURIComponent(name)}`),
    print: (answer) => lineageText(answer as unknown as Lineage),
  });
}

function lineageText({ about, nodes, edges, revision }: Lineage): string {
  const versionOf = (id: string) => {
    const version = nodes.find((node) => node.id === id)?.version ?? null;
    if (version === null) return "";
    return ` (revision ${version.revision}, ${new Date(version.at).toISOString().slice(0, 10)}, ${version.author})`;
  };
  const side = (of: "upstream" | "downstream") => nodes.filter((node) => node.side === of).map(({ id }) => id);
  const upstream = new Set(side("upstream"));
  const lines = (list: typeof edges) => list.map(({ from, to, how }) => `  ${from} ${how} ${to}`);
  return [
    `${about.map((id) => id + versionOf(id)).join(", ")}; revision ${revision ?? "none"} runs`,
    "",
    "comes from:",
    ...lines(edges.filter(({ from }) => upstream.has(from))),
    "goes into:",
    ...lines(edges.filter(({ from }) => !upstream.has(from))),
    "",
    ...nodes.filter(({ version }) => version !== null).map(({ id }) => `${id}${versionOf(id)}`),
  ].join("\n");
}
