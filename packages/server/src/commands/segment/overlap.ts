import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Overlap {
  pairs: Array<{ a: string; b: string; both: number; shareOfA: number; shareOfB: number }>;
  isSample: boolean;
}

const shownPairs = 30;

export function segmentOverlapCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "overlap",
    description: "How many people each two segments share.",
    example: "segment overlap --json",
    act: (connection) => connection.request("GET", "/v1/segments/overlap"),
    print: (answer) => overlapText(answer as unknown as Overlap),
  });
}

function overlapText({ pairs, isSample }: Overlap): string {
  const shared = pairs.filter(({ both }) => both > 0).sort((x, y) => y.both - x.both);
  if (shared.length === 0) return "No two segments share anybody.";
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return [
    ...shared
      .slice(0, shownPairs)
      .map(
        ({ a, b, both, shareOfA, shareOfB }) =>
          `${both.toLocaleString("en").padStart(9)}  ${a} (${percent(shareOfA)} of it) and ${b} (${percent(shareOfB)} of it)`,
      ),
    ...(shared.length > shownPairs ? [`and ${shared.length - shownPairs} pairs more: --json has all`] : []),
    ...(isSample ? ["Numbers are estimated from a random sample of 200,000 people."] : []),
  ].join("\n");
}
