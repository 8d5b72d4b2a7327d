import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { type ConditionOptions, conditionOf } from "./condition-of.ts";
import { segmentPath } from "./segment-path.ts";

interface Sized {
  size: number;
  isFilling?: boolean;
}

export function segmentSizeCommand(environment: Environment): Command {
  return clientCommand<ConditionOptions>(environment, {
    name: "size",
    description:
      "How many people are in a segment now; or, of a condition, how many there are by everything that happened.",
    arguments: "[id]",
    example: "segment size --when '{ event: Order Completed, atLeast: 2, withinDays: 90 }'",
    act: async (connection, options, [id]) => {
      if (id === undefined)
        return connection.request("POST", "/v1/segments/size", { when: await conditionOf(options, environment) });
      const { segmentId, size, isFilling } = (await connection.request("GET", segmentPath(id))) as {
        segmentId: string;
        size: number;
        isFilling: boolean;
      };
      return { segmentId, size, isFilling };
    },
    print: (answer) => sizeText(answer as unknown as Sized | Undetermined),
  })
    .option("--when <condition>", "a condition, as YAML or JSON")
    .option("--file <file>", "a file with one");
}

function sizeText(answer: Sized | Undetermined): string {
  if (isUndetermined(answer))
    return `undetermined: ${answer.undetermined.reason}; \`attune segment preview\` estimates it from profiles`;
  return `${answer.size.toLocaleString("en")}${answer.isFilling === true ? " so far: it is being found for everybody" : ""}`;
}
