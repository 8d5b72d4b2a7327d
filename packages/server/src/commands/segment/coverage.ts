import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

type Share = number | Undetermined;

interface Shares {
  people: Share;
  traffic: Share;
  revenue: Share;
}

interface Coverage {
  looked: number;
  total: number;
  isSample: boolean;
  trafficDays: number;
  covered: Shares;
  segments: Array<{ segmentId: string; covered: Shares; alone: Shares }>;
  warnings: string[];
}

export function segmentCoverageCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "coverage",
    description: "What share of people, traffic and revenue the segments cover, together and each, and what each adds.",
    example: "segment coverage",
    act: (connection) => connection.request("GET", "/v1/segments/coverage"),
    print: (answer) => coverageText(answer as unknown as Coverage),
  });
}

function coverageText({ covered, segments, looked, total, isSample, trafficDays, warnings }: Coverage): string {
  const width = Math.max(12, ...segments.map(({ segmentId }) => segmentId.length));
  const line = (name: string, shares: Shares, alone?: Shares) =>
    `${name.padEnd(width)}  ${[shares.people, shares.traffic, shares.revenue].map(percent).join("  ")}${
      alone === undefined ? "" : `  alone ${percent(alone.people).trim()}, ${percent(alone.revenue).trim()} of revenue`
    }`;
  return [
    `${"".padEnd(width)}   people  traffic  revenue`,
    line("all together", covered),
    ...segments.map(({ segmentId, covered: own, alone }) => line(segmentId, own, alone)),
    `traffic: events of the last ${trafficDays} days; revenue: net, of all time`,
    ...(isSample
      ? [`of a random sample of ${looked.toLocaleString("en")} of ${total.toLocaleString("en")} people`]
      : []),
    ...warnings.map((warning) => `! ${warning}`),
  ].join("\n");
}

function percent(share: Share): string {
  return (isUndetermined(share) ? "-" : `${(share * 100).toFixed(1)} %`).padStart(7);
}
