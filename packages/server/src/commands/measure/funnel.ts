import type { FunnelReport, FunnelStage } from "@attune/model/funnel-report";
import { isUndetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import { whileWaiting } from "../../client/while-waiting.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface FunnelOptions {
  steps?: string;
  by?: string;
  from?: string;
  before?: string;
}

export function measureFunnelCommand(environment: Environment): Command {
  return clientCommand<FunnelOptions>(environment, {
    name: "funnel",
    description:
      "How many people take each step, where they stop, and how long they take. It describes; it is not causal.",
    example: 'measure funnel --steps "Product Viewed,Product Added,Order Completed" --by device --before 2026-03-01',
    act: (connection, { steps, by, from, before }) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries({ steps, by, from, before })) {
        if (value !== undefined) query.set(name, value);
      }
      return whileWaiting(environment, connection.request("GET", `/v1/measure/funnel?${query}`));
    },
    print: (answer) => funnelText(answer as unknown as FunnelReport),
  })
    .option(
      "--steps <names>",
      "names of events in their order, by commas (default: the usual way of the business that the events tell of)",
    )
    .option("--by <groups>", "segment, channel, device, by commas")
    .option("--from <day>", "first business day, such as 2026-01-31")
    .option(
      "--before <day>",
      "the business day at which it ends, itself not included: the start of personalization, say",
    );
}

function funnelText({ funnels, leftOut }: FunnelReport): string {
  if (funnels.length === 0) return "nobody took any of these steps";
  const lines = funnels.flatMap(({ dimension, value, stages }) => [
    "",
    dimension === "everyone" ? "everyone" : `${dimension} ${value === "" ? "unknown" : value}`,
    ...stages.map(stageLine),
  ]);
  if (leftOut.length > 0) lines.push("", `left out, as nobody ever took them: ${leftOut.join(", ")}`);
  return lines.slice(1).join("\n");
}

function stageLine({ step, people, rate, dropOff, secondsFromBefore }: FunnelStage): string {
  const head = `  ${step.padEnd(24)} ${people.toLocaleString("en").padStart(12)}`;
  if (rate === undefined) return head;
  if (isUndetermined(rate)) return `${head}  ${rate.undetermined.reason}`;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const [low, high] = rate.interval;
  const taken =
    secondsFromBefore === undefined || isUndetermined(secondsFromBefore)
      ? ""
      : `, after ${duration(secondsFromBefore.median)} (nine of ten within ${duration(secondsFromBefore.p90)})`;
  return `${head}  ${percent(rate.estimate)} of those before (${percent(low)} to ${percent(high)}), ${(dropOff ?? 0).toLocaleString("en")} stopped${taken}`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
