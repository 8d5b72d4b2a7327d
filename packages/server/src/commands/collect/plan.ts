import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Json } from "@attune/model/json";
import type { PlanCheck, PlanViolation, TrackingPlan } from "@attune/model/tracking-plan";
import { Command } from "commander";
import { parse, stringify } from "yaml";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

interface Looked {
  events?: string;
}

export function collectPlanCommand(environment: Environment): Command {
  return new Command("plan")
    .description("The tracking plan: which events are to come in, with which properties")
    .addCommand(showCommand(environment))
    .addCommand(draftCommand(environment))
    .addCommand(checkCommand(environment));
}

function showCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "show",
    description: "The plan in force, as `trackingPlan:` of attune.yaml says it.",
    example: "collect plan show",
    act: (connection) => connection.request("GET", "/v1/collect/plan"),
    print: planText,
  });
}

function draftCommand(environment: Environment): Command {
  return clientCommand<Looked>(environment, {
    name: "draft",
    description: "A plan that recent traffic would follow, as YAML: correct it, then put it into attune.yaml.",
    example: "collect plan draft --events 50000 > plan.yaml",
    act: (connection, { events }) => connection.request("GET", `/v1/collect/plan/draft${eventsQuery(events)}`),
    print: planText,
  }).option("--events <count>", "look at the latest so many events", "20000");
}

function checkCommand(environment: Environment): Command {
  return clientCommand<Looked & { plan?: string }>(environment, {
    name: "check",
    description: "Where recent traffic departs from the plan in force, or from one in a file.",
    example: "collect plan check --plan plan.yaml",
    act: (connection, { events, plan }) =>
      connection.request(
        "POST",
        `/v1/collect/plan/check${eventsQuery(events)}`,
        plan === undefined ? {} : { plan: planIn(plan, environment) },
      ),
    print: (answer) => checkText(answer as unknown as PlanCheck),
  })
    .option("--events <count>", "look at the latest so many events", "20000")
    .option("--plan <file>", "a file with `trackingPlan:`, instead of the plan in force");
}

function eventsQuery(events = "20000"): string {
  if (!/^[1-9]\d{0,5}$/.test(events)) throw new UsageError(`--events ${events}: a whole number, at most 200000`);
  return `?events=${events}`;
}

function planIn(path: string, { workingDirectory }: Environment): Json {
  try {
    const file = parse(readFileSync(resolve(workingDirectory, path), "utf8")) as { trackingPlan?: Json } | null;
    if (file?.trackingPlan === undefined) throw new Error("it has no `trackingPlan:`");
    return file.trackingPlan;
  } catch (error) {
    throw new UsageError(`--plan ${path}: ${(error as Error).message}`);
  }
}

function planText(answer: Json): string {
  const { plan } = answer as unknown as { plan: TrackingPlan };
  if (Object.keys(plan).length === 0)
    return "# No event is planned. `attune collect plan draft` learns a plan from traffic.";
  return stringify({ trackingPlan: plan }, { lineWidth: 0 }).trimEnd();
}

function checkText({ events, since, conform, violations, silent }: PlanCheck): string {
  if (events === 0) return "No event has come in.";
  return [
    `${events.toLocaleString("en")} events since ${since?.slice(0, 16)}: ${(100 * (conform ?? 0)).toFixed(1)} % follow the plan.`,
    ...violations.map(line),
    ...(silent.length === 0 ? [] : [`Planned, and not seen: ${silent.join(", ")}.`]),
  ].join("\n");
}

function line({ kind, event, property, events, share, sources, example }: PlanViolation): string {
  const what = property === undefined ? event : `${event}.${property}`;
  const shown = example === null ? "" : `, such as ${example}`;
  return `${kind.padEnd(19)}${what}: ${events} (${(100 * share).toFixed(1)} %) from ${sources.join(", ")}${shown}`;
}
