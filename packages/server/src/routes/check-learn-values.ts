import { AttuneError } from "@attune/model/errors";
import type { LearnFileCommand } from "./learn-file-commands.ts";

type Options = Readonly<Record<string, string | number | boolean>>;

interface Rule {
  fits: (text: string) => boolean;
  /** What it is to be, in words. */
  told: string;
}

const wholeUpTo = (most: number): Rule => ({
  fits: (text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most,
  told: `a whole number from 1 to ${most}`,
});
const oneOf = (...words: string[]): Rule => ({ fits: (text) => words.includes(text), told: words.join(" or ") });
const within = (low: number, high: number): Rule => ({
  fits: (text) => text.trim() !== "" && Number(text) >= low && Number(text) <= high,
  told: `a number from ${low} to ${high}`,
});
const positive: Rule = { fits: (text) => Number(text) > 0 && Number.isFinite(Number(text)), told: "a number above 0" };
const lengths: Rule = {
  fits: (text) => text.split(",").every((one) => wholeUpTo(1_000).fits(one.trim())),
  told: "whole numbers from 1 to 1000, such as 10,20",
};

const rules: Readonly<Record<string, Rule>> = {
  split: oneOf("leave-last", "time", "random"),
  seen: oneOf("exclude", "keep"),
  k: lengths,
  cases: wholeUpTo(10_000_000),
  horizon: wholeUpTo(100_000),
  days: wholeUpTo(100_000),
  people: wholeUpTo(1_000_000),
  length: wholeUpTo(1_000),
  "half-life": wholeUpTo(10_000),
  strength: within(0, 1),
  tolerance: within(0, 1),
  share: { fits: (text) => Number(text) > 0 && Number(text) < 1, told: "a share between 0 and 1" },
  draws: positive,
  switch: positive,
};

/** Only an evaluation judges lists of several lengths. */
function ruleOf(command: string, option: string): Rule | undefined {
  return option === "k" && command !== "evaluate" ? wholeUpTo(1_000) : rules[option];
}

/** Models that further columns add to those of the list. */
const furtherModels = ["content", "text", "cross-occurrence"];

/**
 * What is wrong with the values of a request, as far as that can be told before its file comes. Throws `bad-request` with the option as its path.
 * @param ofStore the columns are those of the store
 */
export async function checkLearnValues(command: LearnFileCommand, given: Options, ofStore: boolean): Promise<void> {
  const { name, needs, furtherFiles } = command;
  for (const [option, value] of Object.entries(given)) {
    const rule = furtherFiles.includes(option) ? undefined : ruleOf(name, option);
    if (rule !== undefined && !rule.fits(String(value)))
      refuse(option, `${option} ${String(value).slice(0, 100)}: ${rule.told}.`);
  }
  for (const choice of ofStore ? [] : needs) {
    if (choice.every((option) => given[option] === undefined))
      refuse(choice[0]!, `learn ${name} needs ${choice.join(" or ")}: the name of a column.`);
  }
  for (const option of ["model", "champion"]) {
    const names = given[option];
    if (names !== undefined) await checkModels(option, String(names));
  }
}

async function checkModels(option: string, names: string): Promise<void> {
  const { models } = await import("@attune/learn/recommend/models");
  const known = [...models.map(({ name }) => name), ...furtherModels];
  if (option === "model" && names === "all") return;
  for (const name of names.split(","))
    if (!known.includes(name.trim()))
      refuse(option, `${option} ${name.trim().slice(0, 100)}: there are ${known.join(", ")}.`);
}

function refuse(path: string, message: string): never {
  throw new AttuneError("bad-request", message, { path });
}
