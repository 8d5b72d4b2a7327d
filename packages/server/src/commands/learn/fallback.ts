import { resolve } from "node:path";
import { type FallbackList, fallbackLists } from "@attune/learn/registry/fallback-lists";
import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { fromFileOrStore, needed, type StoreOptions } from "./from-file-or-store.ts";
import { openColumns } from "./open-columns.ts";
import { wholeNumber } from "./option-values.ts";
import { readGroups } from "./read-groups.ts";
import { readInteractions } from "./read-interactions.ts";

interface FallbackOptions extends StoreOptions {
  interactions?: string;
  user?: string;
  item?: string;
  time?: string;
  weight?: string;
  segments?: string;
  placement: string[];
  items?: string;
  category?: string;
  length: string;
  halfLife: string;
  header: boolean;
  json?: true;
}

interface FallbackReport {
  schema: "attune.learn.fallback/1";
  data: { interactions: number; people: number; items: number; length: number; halfLifeDays: number };
  lists: FallbackList[];
}

const dayMs = 86_400_000;

/** `attune learn fallback`: what each segment sees in each placement where no model can answer, worked out ahead. */
export function learnFallbackCommand(environment: Environment): Command {
  const command = new Command("fallback")
    .description(
      "Work out the lists that are shown where no model can answer: trending items per segment and placement.",
    )
    .option("--interactions <file>", "CSV or TSV, gzip or not: one line per interaction")
    .option("--user <column>", "who")
    .option("--item <column>", "what")
    .option("--time <column>", "when: seconds, milliseconds or ISO 8601; without it nothing fades")
    .option("--weight <column>", "how much it counts, above 0")
    .option("--segments <column>", "segments of the person, several with bars between them")
    .option(
      "--placement <id=categories>",
      "a placement, and the categories that may be in it (default: all), such as home or shoes-page=shoes,boots",
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option("--category <column>", "of the item")
    .option("--items <file>", "the table that has --category for each --item (default: the interactions)")
    .option("--length <items>", "of each list", "20")
    .option("--half-life <days>", "after which an interaction counts half", "7")
    .option("--no-header", "the first line is data; columns are numbers from 1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn fallback --interactions views.csv --user visitor --item product --time at --category category --placement home --placement shoes-page=shoes,boots\n  $ attune learn fallback --store --placement home --json\n",
    );
  return fromFileOrStore<FallbackOptions, FallbackReport>(command, environment, {
    fromFile: fallback,
    text: reportText,
  });
}

async function fallback(options: FallbackOptions, environment: Environment): Promise<FallbackReport> {
  const path = (name: string) => resolve(environment.workingDirectory, name);
  const file = path(needed(options.interactions, "--interactions"));
  const [user, item] = [needed(options.user, "--user"), needed(options.item, "--item")];
  const length = wholeNumber(options.length, "--length", 1_000);
  const halfLifeDays = wholeNumber(options.halfLife, "--half-life", 10_000);
  const { time, weight, header, category, segments } = options;
  const { interactions } = await readInteractions(file, null, { profile: user, item, time, weight, header });
  const placements = (options.placement.length === 0 ? ["all"] : options.placement).map(placementOf);
  if (category === undefined && placements.some(({ categories }) => categories !== null))
    throw new UsageError("a placement with categories needs --category");
  const table = options.items === undefined ? file : path(options.items);
  const categories = category === undefined ? null : await readGroups(table, { id: item, group: category, header });
  const segmentsOf = segments === undefined ? null : await readSegments(file, user, segments, header);
  environment.stderr.write(`ranking ${interactions.item.length} interactions\n`);
  return {
    schema: "attune.learn.fallback/1",
    data: {
      interactions: interactions.item.length,
      people: interactions.profileIds.length,
      items: interactions.itemIds.length,
      length,
      halfLifeDays,
    },
    lists: fallbackLists(interactions, {
      segmentsOf: (profile) => segmentsOf?.get(interactions.profileIds[profile]!) ?? [],
      placements: placements.map(({ id, categories: allowed }) => ({
        id,
        allows: (index) => allowed === null || allowed.has(categories?.get(interactions.itemIds[index]!) ?? ""),
      })),
      length,
      halfLifeMs: interactions.timed ? halfLifeDays * dayMs : Number.POSITIVE_INFINITY,
    }),
  };
}

function placementOf(text: string): { id: string; categories: Set<string> | null } {
  const at = text.indexOf("=");
  if (at === -1) return { id: text, categories: null };
  const words = text
    .slice(at + 1)
    .split(",")
    .map((word) => word.trim());
  return { id: text.slice(0, at), categories: new Set(words.filter((word) => word !== "")) };
}

async function readSegments(path: string, user: string, segments: string, header: boolean) {
  const found = new Map<string, Set<string>>();
  for await (const [id = "", words = ""] of openColumns(path, { columns: [user, segments], header })) {
    if (words === "") continue;
    const known = found.get(id) ?? new Set();
    for (const word of words.split("|")) if (word.trim() !== "") known.add(word.trim());
    found.set(id, known);
  }
  return found;
}

function reportText({ data, lists }: FallbackReport): string {
  return [
    `${data.interactions} interactions of ${data.people} people with ${data.items} items; they count half after ${data.halfLifeDays} days.`,
    "",
    ...lists.map(
      ({ segment, placement, itemIds }) =>
        `${placement} for ${segment ?? "everybody else"}: ${itemIds.join(", ") || "nothing"}`,
    ),
  ].join("\n");
}
