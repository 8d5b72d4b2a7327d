import { resolve } from "node:path";
import { type ActivityRow, collectActivity, eventsBefore } from "@attune/learn/predict/activity";
import { findLookalikes, type LookalikeAudience } from "@attune/learn/predict/lookalikes";
import { personFeatureNames, personFeatures } from "@attune/learn/predict/person-features";
import { createRng } from "@attune/math/rng";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { fromFileOrStore, needed, type StoreOptions } from "./from-file-or-store.ts";
import { openColumns } from "./open-columns.ts";
import { wholeNumber } from "./option-values.ts";
import { parseTime } from "./parse-time.ts";
import { kindOf } from "./predict.ts";

interface LookalikeOptions extends StoreOptions {
  events?: string;
  user?: string;
  time?: string;
  kind?: string;
  category?: string;
  amount?: string;
  member?: string;
  audience?: string;
  segment?: string;
  people: string;
  seed: string;
  header: boolean;
  json?: true;
}

interface LookalikeReport {
  schema: "attune.learn.lookalike/1";
  data: { events: number; people: number; members: number; unknownMembers: number; leftOut: number; asOfAt: string };
  audience:
    | (Omit<LookalikeAudience, "people"> & {
        people: (Omit<LookalikeAudience["people"][number], "person"> & { id: string })[];
      })
    | Undetermined;
}

/** `attune learn lookalike`: the people most like a seed audience, with reasons, and how well members are told from others. */
export function learnLookalikeCommand(environment: Environment): Command {
  const command = new Command("lookalike")
    .description("Find the people most like a seed audience, with reasons, judged on members the model had not seen.")
    .option("--events <file>", "CSV or TSV, gzip or not: one line per event")
    .option("--user <column>", "who")
    .option("--time <column>", "when: seconds, milliseconds or ISO 8601")
    .option(
      "--kind <column>",
      "view, cart or purchase; other kinds count as views; without it every line is a purchase",
    )
    .option("--category <column>", "of the item")
    .option("--amount <column>", "paid")
    .option("--member <column>", "1 or true on a line of a person who is in the seed audience")
    .option("--audience <file>", "or a table of the seed audience: its column --user says who")
    .option("--segment <id>", "with --store: the seed audience is this segment")
    .option("--people <most>", "how many people are listed", "100")
    .option("--seed <text>", "same seed, same answer", "1")
    .option("--no-header", "the first line is data; columns are numbers from 1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn lookalike --events orders.csv --user customer --time at --amount paid --audience club.csv\n  $ attune learn lookalike --store --segment vip --people 500\n",
    );
  return fromFileOrStore<LookalikeOptions, LookalikeReport>(command, environment, {
    fromFile: lookalike,
    text: reportText,
    isFailure: (report) => isUndetermined(report.audience),
  });
}

async function lookalike(options: LookalikeOptions, environment: Environment): Promise<LookalikeReport> {
  const limit = wholeNumber(options.people, "--people", 1_000_000);
  const user = needed(options.user, "--user");
  const path = (file: string) => resolve(environment.workingDirectory, file);
  if ((options.member === undefined) === (options.audience === undefined))
    throw new UsageError("say who the seed audience is: --member or --audience");
  const { rows, members } = await readRows(path(needed(options.events, "--events")), user, options);
  if (options.audience !== undefined) {
    for await (const [id] of openColumns(path(options.audience), { columns: [user], header: options.header }))
      if (id !== undefined && id !== "") members.add(id);
  }
  const activity = collectActivity(rows);
  if (activity.rows.length === 0) throw new UsageError(`${options.events} holds no event with a person and a time`);
  environment.stderr.write(`comparing ${members.size} members with ${activity.rows.length} people\n`);
  const asOfAt = activity.lastAt + 1;
  const features = activity.rows.map((row) => personFeatures(eventsBefore(row, asOfAt), asOfAt));
  const columns = personFeatureNames.map((_, i) => Float64Array.from(features, (of) => of[i]!));
  const isSeed = Uint8Array.from(activity.profileIds, (id) => (members.has(id) ? 1 : 0));
  const found = findLookalikes(personFeatureNames, columns, isSeed, limit, createRng(options.seed));
  const known = isSeed.reduce((sum, value) => sum + value, 0);
  return {
    schema: "attune.learn.lookalike/1",
    data: {
      events: rows.length - activity.leftOut,
      people: activity.rows.length,
      members: known,
      unknownMembers: members.size - known,
      leftOut: activity.leftOut,
      asOfAt: new Date(asOfAt).toISOString(),
    },
    audience: isUndetermined(found)
      ? found
      : {
          ...found,
          people: found.people.map(({ person, ...rest }) => ({ id: activity.profileIds[person]!, ...rest })),
        },
  };
}

async function readRows(
  file: string,
  user: string,
  { time: at, kind, category, amount, member, header }: LookalikeOptions,
): Promise<{ rows: ActivityRow[]; members: Set<string> }> {
  const time = needed(at, "--time");
  const columns = [user, time, kind, category, amount, member].filter((name) => name !== undefined);
  const rows: ActivityRow[] = [];
  const members = new Set<string>();
  for await (const cells of openColumns(file, { columns, header })) {
    const cell = (name: string | undefined) => (name === undefined ? undefined : cells[columns.indexOf(name)]);
    const profileId = cell(user) ?? "";
    const price = cell(amount);
    if (["1", "true"].includes((cell(member) ?? "").trim().toLowerCase())) members.add(profileId);
    rows.push({
      profileId,
      at: parseTime(cell(time) ?? ""),
      kind: kind === undefined ? "purchase" : kindOf(cell(kind) ?? ""),
      category: cell(category),
      amount: price === undefined || price.trim() === "" ? undefined : Number(price),
    });
  }
  return { rows, members };
}

function reportText({ data, audience }: LookalikeReport): string {
  const about = `${data.members} members among ${data.people} people${data.unknownMembers > 0 ? ` (${data.unknownMembers} more are not in the events)` : ""}.`;
  if (isUndetermined(audience)) return `${about}\n${audience.undetermined.reason}`;
  const number = (value: number) => String(Number(value.toPrecision(3)));
  return [
    about,
    `Members the model had not seen are told from others with AUC ${audience.auc.toFixed(3)}${audience.auc < 0.6 ? ": they have little in common" : ""}.`,
    ...audience.reach.map(
      ({ percent, seedShare, lift }) =>
        `  the first ${percent} % hold ${number(100 * seedShare)} % of the members, ${number(lift)} times chance`,
    ),
    `Tells most: ${audience.importance
      .slice(0, 4)
      .map(({ feature, share }) => `${feature} ${Math.round(100 * share)} %`)
      .join(", ")}.`,
    "",
    ...audience.people.map(
      ({ id, similarity, reasons }) =>
        `${id.padEnd(24)}${similarity.toFixed(3)}  ${reasons.map(({ feature, value }) => `${feature} ${number(value)}`).join(", ")}`,
    ),
  ].join("\n");
}
