import type { ExperimentEntry } from "@attune/model/experiment";
import { segmentIdOf } from "../segment/with-segment.ts";
import { type ContentRow, contentOf, contentRows, type TacticEntry } from "./tactic-form.ts";
import { entryAt, withEntry } from "./with-entry.ts";

/** An experiment as a form holds it: every field as it is typed; empty means that nothing is said. */
export interface ExperimentForm {
  name: string;
  hypothesis: string;
  tacticId: string;
  /** `isNew`: the tactic has no such variant yet. */
  variants: ReadonlyArray<{ id: string; content: ContentRow[]; isNew: boolean }>;
  control: string;
  metricId: string;
  guardrailId: string;
  guardrailMargin: string;
  method: NonNullable<ExperimentEntry["method"]>;
  people: string;
  rampPercent: string;
}

/** The variants that a form begins with: those of the tactic, the prices of a price test, or two to be named. */
export function variantsOf(
  tactic: Partial<TacticEntry> | undefined,
  without: string | null,
): ExperimentForm["variants"] {
  if (tactic?.price !== undefined)
    return Object.keys(tactic.price.changes).map((id) => ({ id, content: [], isNew: false }));
  if (without !== null) return signalVariants(tactic, without);
  const declared = Object.entries(tactic?.variants ?? {});
  if (declared.length > 1)
    return declared.map(([id, { content }]) => ({ id, content: contentRows(content), isNew: false }));
  return [
    { id: "as-it-is", content: [], isNew: true },
    { id: "other", content: contentRows(tactic?.content), isNew: true },
  ];
}

/**
 * The two arms that prove what a signal adds: all signals, as it is, and the same content with the word `without`, which whoever chooses by signals
 * reads.
 */
function signalVariants(tactic: { content?: unknown } | undefined, signal: string): ExperimentForm["variants"] {
  const id = segmentIdOf(`without ${signal}`);
  return [
    { id: "all-signals", content: [], isNew: true },
    { id, content: [...contentRows(tactic?.content), ["without", signal]], isNew: true },
  ];
}

/** The playbook with the experiment, and with the variants that its tactic lacks so far. */
export function withExperiment(text: string, experimentId: string, form: ExperimentForm): string {
  const present = entryAt<Record<string, object>>(text, ["tactics", form.tacticId, "variants"]) ?? {};
  const added = form.variants.filter(({ isNew }) => isNew);
  const dealt =
    added.length === 0
      ? text
      : withEntry(text, ["tactics", form.tacticId, "variants"], {
          ...present,
          ...Object.fromEntries(added.map(({ id, content }) => [id.trim(), variantEntry(content)])),
        });
  return withEntry(dealt, ["experiments", experimentId], experimentEntry(form));
}

function variantEntry(rows: readonly ContentRow[]): object {
  const content = contentOf(rows, undefined);
  return Object.keys(content).length === 0 ? {} : { content };
}

function experimentEntry(form: ExperimentForm): ExperimentEntry {
  const people = Number(form.people);
  const ramp = Number(form.rampPercent) / 100;
  return {
    name: form.name.trim(),
    ...(form.hypothesis.trim() === "" ? {} : { hypothesis: form.hypothesis.trim() }),
    tactic: form.tacticId,
    control: form.control.trim(),
    metric: form.metricId,
    ...(form.guardrailId === "" ? {} : { guardrails: { [form.guardrailId]: Number(form.guardrailMargin) || 0 } }),
    method: form.method,
    ...(people > 0 ? { people: Math.round(people) } : {}),
    ...(ramp > 0 && ramp < 1 ? { ramp } : {}),
  };
}
