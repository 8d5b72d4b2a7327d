import { expect, test } from "vitest";
import { type ExperimentForm, variantsOf, withExperiment } from "./experiment-form.ts";
import { entryAt } from "./with-entry.ts";

const form: ExperimentForm = {
  name: "Words",
  hypothesis: "",
  tacticId: "hello",
  variants: [
    { id: "plain", content: [], isNew: true },
    { id: "warm", content: [["headline", "Good to see you"]], isNew: true },
  ],
  control: "plain",
  metricId: "conversion-rate",
  guardrailId: "revenue-per-visitor",
  guardrailMargin: "0.5",
  method: "sequential",
  people: "4000",
  rampPercent: "50",
};

test("the tactic gets the variants that it lacks, and the experiment names its control", () => {
  const text = withExperiment("tactics: { hello: { placement: hero, content: { headline: Hi } } }\n", "words", form);
  expect(entryAt(text, ["tactics", "hello", "variants"])).toEqual({
    plain: {},
    warm: { content: { headline: "Good to see you" } },
  });
  expect(entryAt(text, ["experiments", "words"])).toEqual({
    name: "Words",
    tactic: "hello",
    control: "plain",
    metric: "conversion-rate",
    guardrails: { "revenue-per-visitor": 0.5 },
    method: "sequential",
    people: 4000,
    ramp: 0.5,
  });
});

test("an experiment that stands there already is put in as it stands", () => {
  const text = withExperiment("tactics: { hello: { placement: hero, content: { headline: Hi } } }\n", "words", form);
  expect(withExperiment(text, "words", form)).toBe(text);
});

test("variants that the tactic has already stay as they are", () => {
  const text = "tactics: { hello: { placement: hero, variants: { plain: { content: { headline: A } }, warm: {} } } }\n";
  const known = {
    ...form,
    variants: form.variants.map((variant) => ({ ...variant, isNew: false })),
    rampPercent: "100",
  };
  const changed = withExperiment(text, "words", known);
  expect(entryAt(changed, ["tactics", "hello", "variants", "plain"])).toEqual({ content: { headline: "A" } });
  expect(entryAt(changed, ["experiments", "words", "ramp"])).toBeUndefined();
});

test("the prices of a price test are its variants: none is added to them, and the file is what the server takes", () => {
  const price = { marginFloor: 0.2, changes: { usual: 0, lower: "-5 %" } };
  const text =
    'tactics: { teas: { placement: prices, price: { marginFloor: 0.2, changes: { usual: 0, lower: "-5 %" } } } }\n';
  const variants = variantsOf({ price }, null);
  expect(variants.map(({ id }) => id)).toEqual(["usual", "lower"]);
  const changed = withExperiment(text, "tea-prices", { ...form, tacticId: "teas", variants, control: "usual" });
  expect(entryAt(changed, ["tactics", "teas"])).toEqual({ placement: "prices", price });
});

test("the arms that prove a signal: all of them, and the tactic's own content with the word that leaves one out", () => {
  const variants = variantsOf({ content: { headline: "For you", picture: { src: "/a.svg" } } }, "Price level");
  expect(variants).toEqual([
    { id: "all-signals", content: [], isNew: true },
    {
      id: "without-price-level",
      content: [
        ["headline", "For you"],
        ["without", "Price level"],
      ],
      isNew: true,
    },
  ]);
});
