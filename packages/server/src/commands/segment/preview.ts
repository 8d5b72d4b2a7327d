import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { type ConditionOptions, conditionOf } from "./condition-of.ts";
import { segmentPath } from "./segment-path.ts";

interface Person {
  profileId: string;
  identities: Array<{ namespace: string; value: string }>;
  because: string;
}

interface Preview {
  size?: { estimate: number; low: number; high: number } | Undetermined;
  looked?: number;
  isSample?: boolean;
  people: Person[];
}

export function segmentPreviewCommand(environment: Environment): Command {
  return clientCommand<ConditionOptions>(environment, {
    name: "preview",
    description:
      "Real people of a segment, or of a condition before it is one: how many, some of them, and why they are in.",
    arguments: "[id]",
    example: "segment preview --when '{ event: Order Completed, atLeast: 2, withinDays: 90 }'",
    act: async (connection, options, [id]) => {
      if (id !== undefined) return connection.request("GET", `${segmentPath(id)}/members?limit=20`);
      return connection.request("POST", "/v1/segments/preview", { when: await conditionOf(options, environment) });
    },
    print: (answer) => previewText(answer as unknown as Preview),
  })
    .option("--when <condition>", "a condition, as YAML or JSON")
    .option("--file <file>", "a file with one");
}

function previewText({ size, looked = 0, isSample = false, people }: Preview): string {
  return [...sizeLines(size, looked, isSample), ...people.map(personText)].join("\n") || "Nobody.";
}

function sizeLines(size: Preview["size"], looked: number, isSample: boolean): string[] {
  if (size === undefined) return [];
  if (isUndetermined(size)) return [`how many: undetermined, ${size.undetermined.reason}`];
  const { estimate, low, high } = size;
  if (!isSample) return [estimate === 1 ? "1 person" : `${estimate.toLocaleString("en")} people`];
  const range = `${low.toLocaleString("en")} to ${high.toLocaleString("en")}`;
  return [
    `about ${estimate.toLocaleString("en")} people (95 %: ${range}), from a random sample of ${looked.toLocaleString("en")}`,
  ];
}

function personText({ profileId, identities, because }: Person): string {
  const [named] = identities;
  return `  ${named === undefined ? profileId : `${named.namespace}:${named.value}`}  ${because}`;
}
