import { resolve } from "node:path";
import { contentModels } from "@attune/learn/recommend/content-models";
import { models } from "@attune/learn/recommend/models";
import { itemsFor } from "@attune/learn/serve/items-for";
import { createRng } from "@attune/math/rng";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import { createProgressBar } from "../../client/progress-bar.ts";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { chooseModel } from "./choose-model.ts";
import { fromFileOrStore, needed, type StoreOptions } from "./from-file-or-store.ts";
import { wholeNumber } from "./option-values.ts";
import { readInteractions } from "./read-interactions.ts";
import { itemColumnNames, readItemContent } from "./read-item-content.ts";
import { type PersonList, writeLists } from "./write-lists.ts";

interface RecommendOptions extends StoreOptions {
  interactions?: string;
  user?: string;
  item?: string;
  time?: string;
  weight?: string;
  items?: string;
  attributes?: string;
  text?: string;
  model?: string;
  person?: string[];
  k: string;
  seen: string;
  out?: string;
  seed: string;
  header: boolean;
  json?: true;
}

interface RecommendReport {
  schema: "attune.learn.recommend/1";
  data: { interactions: number; people: number; items: number };
  model: string;
  /** Of the people asked for; null where they are in a file, or could not be made. */
  lists: PersonList[] | null;
  written: { people: number; to: string } | null;
  undetermined?: Undetermined["undetermined"];
}

/** `attune learn recommend`: which items for this person, from a file, without a server. */
export function learnRecommendCommand(environment: Environment): Command {
  const command = new Command("recommend")
    .description("Train a model on a file of interactions and list the best items for people, with the reasons.")
    .option("--interactions <file>", "CSV or TSV, gzip or not: one line per interaction")
    .option("--user <column>", "who")
    .option("--item <column>", "what")
    .option("--time <column>", "when: seconds, milliseconds or ISO 8601; without it the order of the lines counts")
    .option("--weight <column>", "how much it counts, above 0")
    .option("--model <name>", `${models.map(({ name }) => name).join(", ")}; \`learn evaluate\` says which suits`)
    .option("--person <ids...>", "for whom")
    .option(
      "--out <file>",
      "write the lists to a table (person,rank,item,score,because); without --person for everybody",
    )
    .option("--k <items>", "length of the lists", "10")
    .option("--seen <what>", "exclude or keep what the person has had", "exclude")
    .option("--attributes <columns>", "of the item, such as brand,category: for the model content")
    .option("--text <columns>", "of the item, such as name,description: for the model text")
    .option("--items <file>", "the table that has them for each --item (default: the interactions)")
    .option("--seed <number>", "of everything drawn", "1")
    .option("--no-header", "the first line is data; columns are numbers from 1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn recommend --interactions orders.csv --user customer --item product --time at --model ease --person 4711\n  $ attune learn recommend --interactions orders.csv --user customer --item product --model rp3beta --out lists.csv\n",
    );
  return fromFileOrStore<RecommendOptions, RecommendReport>(command, environment, {
    fromFile: recommend,
    text: reportText,
    isFailure: (report) => isUndetermined(report),
  });
}

async function recommend(options: RecommendOptions, environment: Environment): Promise<RecommendReport> {
  const path = (name: string) => resolve(environment.workingDirectory, name);
  const file = path(needed(options.interactions, "--interactions"));
  const [user, item] = [needed(options.user, "--user"), needed(options.item, "--item")];
  const { time, weight, header, seen, out } = options;
  const asked = options.person?.flatMap((ids) => ids.split(";"));
  if (options.model === undefined)
    throw new UsageError("say --model: `attune learn evaluate` finds the one that suits");
  if (asked === undefined && out === undefined)
    throw new UsageError("say for whom: --person ID, or --out FILE for everybody");
  if (seen !== "exclude" && seen !== "keep") throw new UsageError(`--seen ${seen}: exclude or keep`);
  const limit = wholeNumber(options.k, "--k", 1_000);
  const { interactions } = await readInteractions(file, null, { profile: user, item, time, weight, header });
  const content = await readItemContent(
    options.items === undefined ? file : path(options.items),
    interactions.itemIds,
    {
      item: options.items === undefined || !header ? item : itemColumnNames(item),
      attributes: listed(options.attributes),
      texts: listed(options.text),
      header,
    },
  );
  const model = chooseModel(options.model, [...models, ...contentModels(content)]);
  const { itemIds, profileIds, item: entries } = interactions;
  const answer = {
    schema: "attune.learn.recommend/1" as const,
    data: { interactions: entries.length, people: profileIds.length, items: itemIds.length },
    model: model.name,
  };
  const obstacle = model.obstacle(interactions);
  if (obstacle !== null) return { ...answer, lists: null, written: null, ...obstacle };
  environment.stderr.write(`training ${model.name} on ${entries.length} interactions\n`);
  const recommender = model.configurations[0]!.train(interactions, createRng(options.seed).fork(`train/${model.name}`));
  const listOf = itemsFor(interactions, recommender, { limit, excludeSeen: seen === "exclude" });
  const people = asked ?? profileIds;
  if (out === undefined) return { ...answer, lists: people.map(listFor), written: null };
  const bar = createProgressBar(environment.stderr, { unit: "people", clock: Date.now });
  await writeLists(path(out), people, listFor, (done) => bar.update(done, people.length));
  bar.end();
  return { ...answer, lists: null, written: { people: people.length, to: out } };

  function listFor(person: string): PersonList {
    const profile = interactions.profileIndex.get(person);
    return { person, known: profile !== undefined, items: listOf(profile) };
  }
}

function listed(names: string | undefined): string[] {
  return (names ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function reportText(report: RecommendReport): string {
  if (isUndetermined(report)) return report.undetermined.reason;
  const { written, lists, model } = report;
  if (written !== null) return `${written.people.toLocaleString("en")} lists of ${model} are in ${written.to}`;
  return (lists ?? [])
    .flatMap(({ person, known, items }) => [
      `${person}${known ? "" : " (not in the file: what the model says of nobody in particular)"}`,
      ...(items.length === 0 ? ["  nothing"] : []),
      ...items.map(
        ({ itemId, because }, i) =>
          `${String(i + 1).padStart(4)}  ${itemId}${because === null ? "" : `  because of ${because}`}`,
      ),
    ])
    .join("\n");
}
