import type { LearnCommandName } from "../study/run-learn.ts";

/** A command of `attune learn` that takes a file, as a request can ask for it. */
export interface LearnFileCommand {
  /** `attune learn <name>`. */
  name: LearnCommandName;
  summary: string;
  /** The option that names the file. */
  file: string;
  /** Options that name further files, sent before. */
  furtherFiles: readonly string[];
  /** Of each group one option must name a column of the file. */
  needs: readonly (readonly string[])[];
  /** The other options, as on the command line. */
  options: readonly string[];
  /** The columns of what is written of the store, where the command can take that; null where it cannot. */
  fromStore: Readonly<Record<string, string>> | null;
  /** Options that only make sense with the store. */
  storeOptions: readonly string[];
}

const interactionColumns = { user: "person", item: "item", time: "time" };
const eventColumns = { user: "person", time: "time", kind: "kind", category: "category", amount: "amount" };

/** All of them. */
export const learnFileCommands: readonly LearnFileCommand[] = [
  {
    name: "evaluate",
    summary: "Which recommender suits a file of interactions",
    file: "interactions",
    furtherFiles: ["test", "items"],
    needs: [["item"], ["user", "session"]],
    options: [
      "user",
      "session",
      "item",
      "time",
      "weight",
      "kind",
      "target",
      "attributes",
      "text",
      "split",
      "strict",
      "model",
      "k",
      "tune",
      "seen",
      "cases",
      "champion",
      "seed",
      "no-header",
    ],
    fromStore: interactionColumns,
    storeOptions: ["store"],
  },
  {
    name: "recommend",
    summary: "The best items for people, from a model trained on a file of interactions",
    file: "interactions",
    furtherFiles: ["items"],
    needs: [["item"], ["user"], ["person"]],
    options: [
      "user",
      "item",
      "time",
      "weight",
      "attributes",
      "text",
      "model",
      "person",
      "k",
      "seen",
      "seed",
      "no-header",
    ],
    fromStore: interactionColumns,
    storeOptions: ["store"],
  },
  {
    name: "off-policy",
    summary: "What another policy would have earned, from a log of choices with their probabilities",
    file: "log",
    furtherFiles: ["target-table", "target-priors"],
    needs: [["action"], ["reward"], ["propensity"]],
    options: [
      "action",
      "reward",
      "propensity",
      "position",
      "uniform",
      "target-column",
      "draws",
      "switch",
      "seed",
      "no-header",
    ],
    fromStore: null,
    storeOptions: [],
  },
  {
    name: "attribution",
    summary: "What each signal adds to clicks, conversions and cart value",
    file: "data",
    furtherFiles: [],
    needs: [["signals"], ["click", "conversion", "value"]],
    options: ["signals", "person", "click", "conversion", "value", "share", "seed"],
    fromStore: null,
    storeOptions: [],
  },
  {
    name: "predict",
    summary: "Who buys, leaves, comes back when and for what",
    file: "events",
    furtherFiles: [],
    needs: [["user"], ["time"]],
    options: [
      "user",
      "time",
      "kind",
      "category",
      "amount",
      "discounted",
      "what",
      "horizon",
      "people",
      "seed",
      "no-header",
    ],
    fromStore: eventColumns,
    storeOptions: ["store"],
  },
  {
    name: "lookalike",
    summary: "The people most like a seed audience",
    file: "events",
    furtherFiles: ["audience"],
    needs: [["user"], ["time"]],
    options: ["user", "time", "kind", "category", "amount", "member", "people", "seed", "no-header"],
    fromStore: { ...eventColumns, member: "member" },
    storeOptions: ["store", "segment"],
  },
  {
    name: "fairness",
    summary: "Who and what a recommender serves, and what serving them more evenly would cost",
    file: "interactions",
    furtherFiles: ["items", "people", "forecasts"],
    needs: [["user"], ["item"], ["item-group", "person-group"]],
    options: [
      "user",
      "item",
      "time",
      "weight",
      "item-group",
      "person-group",
      "population",
      "probability",
      "outcome",
      "model",
      "split",
      "k",
      "strength",
      "seed",
      "no-header",
    ],
    fromStore: interactionColumns,
    storeOptions: ["store", "trait"],
  },
  {
    name: "fallback",
    summary: "The lists that are shown where no model can answer",
    file: "interactions",
    furtherFiles: ["items"],
    needs: [["user"], ["item"]],
    options: [
      "user",
      "item",
      "time",
      "weight",
      "segments",
      "placement",
      "category",
      "length",
      "half-life",
      "no-header",
    ],
    fromStore: { ...interactionColumns, segments: "segments", category: "category" },
    storeOptions: ["store"],
  },
  {
    name: "drift",
    summary: "Whether inputs have moved and a model still does what it did",
    file: "interactions",
    furtherFiles: [],
    needs: [["user"], ["item"], ["time"]],
    options: ["user", "item", "time", "weight", "model", "days", "k", "tolerance", "seed", "no-header"],
    fromStore: interactionColumns,
    storeOptions: ["store"],
  },
];
