import type { Json } from "@attune/model/json";
import type { PlaybookFile } from "@attune/model/playbook-file";
import { said, saidNumber, typedText } from "./form-values.ts";

/** A tactic as `attune.yaml` writes it. */
export type TacticEntry = NonNullable<PlaybookFile["tactics"]>[string];

/** Name and text of one field of a content. */
export type ContentRow = readonly [name: string, value: string];

/** A tactic as a form holds it: every field as it is typed; empty means that nothing is said. */
export interface TacticForm {
  name: string;
  placement: string;
  hypothesis: string;
  /** `everyone`, `new`, `returning`, `segment:<id>`, or `own` for a condition that no choice stands for. */
  audience: string;
  content: ContentRow[];
  itemsFrom: string;
  itemsLimit: string;
  priority: string;
  holdoutPercent: string;
  windowDays: string;
  goalMetric: string;
  goalTargetPercent: string;
  goalBy: string;
  capAtMost: string;
  capWithinDays: string;
  quietHours: string;
  from: string;
  until: string;
  offer: string;
  exclusivityGroup: string;
}

const usualLimit = 8;

/** The form of an entry; of nothing, an empty one. */
export function tacticForm(entry: Partial<TacticEntry> = {}): TacticForm {
  const cap = entry.caps?.[0];
  const days = cap?.withinDays ?? (cap?.withinHours === undefined ? undefined : cap.withinHours / 24);
  return {
    name: entry.name ?? "",
    placement: entry.placement ?? "",
    hypothesis: entry.hypothesis ?? "",
    audience: audienceOf(entry.when),
    content: contentRows(entry.content),
    itemsFrom: entry.items?.from ?? "",
    itemsLimit: typedText(entry.items?.limit ?? (entry.items === undefined ? undefined : usualLimit)),
    priority: typedText(entry.priority),
    holdoutPercent: typedText(entry.holdout === undefined ? undefined : Number((100 * entry.holdout).toPrecision(6))),
    windowDays: typedText(entry.windowDays),
    goalMetric: entry.goal?.metric ?? "",
    goalTargetPercent: targetText(entry.goal?.target),
    goalBy: entry.goal?.by ?? "",
    capAtMost: typedText(cap?.atMost),
    capWithinDays: typedText(days),
    quietHours: entry.quietHours ?? "",
    from: entry.schedule?.from ?? "",
    until: entry.schedule?.until ?? "",
    offer: entry.offer ?? "",
    exclusivityGroup: entry.exclusivityGroup ?? "",
  };
}

/** The entry that a form says, over the one it began from: what the form has no field for stays. */
export function tacticEntry(form: TacticForm, base: Partial<TacticEntry> = {}): TacticEntry {
  const content = contentOf(form.content, base.content);
  const goal = goalOf(form, base);
  const schedule = { ...said("from", form.from), ...said("until", form.until) };
  const { name: _n, hypothesis: _h, when: _w, content: _c, items: _i, priority: _p, ...rest } = base;
  const { holdout: _o, windowDays: _d, goal: _g, caps: _a, quietHours: _q, schedule: _s, ...others } = rest;
  const { offer: _f, exclusivityGroup: _e, ...kept } = others;
  return {
    ...said("name", form.name),
    ...kept,
    placement: form.placement.trim(),
    ...said("hypothesis", form.hypothesis),
    ...whenOf(form.audience, base.when),
    ...(Object.keys(content).length === 0 ? {} : { content }),
    ...itemsOf(form, base.items),
    ...saidNumber("priority", form.priority),
    ...saidNumber("holdout", form.holdoutPercent, 0.01),
    ...saidNumber("windowDays", form.windowDays),
    ...goal,
    ...capsOf(form, base.caps),
    ...said("quietHours", form.quietHours),
    ...(Object.keys(schedule).length === 0 ? {} : { schedule }),
    ...said("offer", form.offer),
    ...said("exclusivityGroup", form.exclusivityGroup),
  };
}

/** The texts of a content as rows; what is no text stays out of the form, and is kept. */
export function contentRows(content: unknown): ContentRow[] {
  return Object.entries((content ?? {}) as Record<string, Json>).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
}

/** A content with these texts, and with what of the earlier one is no text. */
export function contentOf(rows: readonly ContentRow[], base: unknown): Record<string, Json> {
  const kept = Object.entries((base ?? {}) as Record<string, Json>).filter(([, value]) => typeof value !== "string");
  const texts = rows.flatMap(([name, value]) => (name.trim() === "" || value === "" ? [] : [[name.trim(), value]]));
  return Object.fromEntries([...texts, ...kept]) as Record<string, Json>;
}

function audienceOf(when: unknown): string {
  if (when === undefined) return "everyone";
  const { visitor, segment } = when as { visitor?: string; segment?: string };
  const isPlain = Object.keys(when as object).length === 1;
  if (isPlain && visitor !== undefined) return visitor;
  if (isPlain && segment !== undefined) return `segment:${segment}`;
  return "own";
}

function whenOf(audience: string, base: unknown): Pick<TacticEntry, "when"> {
  if (audience === "everyone") return {};
  if (audience === "own") return base === undefined ? {} : { when: base };
  if (audience.startsWith("segment:")) return { when: { segment: audience.slice("segment:".length) } };
  return { when: { visitor: audience } };
}

function itemsOf({ itemsFrom, itemsLimit }: TacticForm, base: TacticEntry["items"]): Pick<TacticEntry, "items"> {
  if (itemsFrom === "") return {};
  const limit = Number(itemsLimit);
  return {
    items: {
      ...base,
      from: itemsFrom as NonNullable<TacticEntry["items"]>["from"],
      limit: Number.isInteger(limit) && limit > 0 ? limit : usualLimit,
    },
  };
}

function goalOf(form: TacticForm, base: Partial<TacticEntry>): Pick<TacticEntry, "goal"> {
  if (form.goalMetric === "") return {};
  const { target: _t, by: _b, ...kept } = base.goal ?? {};
  return {
    goal: {
      ...kept,
      metric: form.goalMetric,
      ...(form.goalTargetPercent.trim() === "" ? {} : { target: `${form.goalTargetPercent.trim()} %` }),
      ...said("by", form.goalBy),
    },
  };
}

function capsOf({ capAtMost, capWithinDays }: TacticForm, base: TacticEntry["caps"]): Pick<TacticEntry, "caps"> {
  const further = base?.slice(1) ?? [];
  if (capAtMost.trim() === "") return further.length === 0 ? {} : { caps: further };
  return { caps: [{ atMost: Number(capAtMost), withinDays: Number(capWithinDays.trim() || "7") }, ...further] };
}

function targetText(target: number | string | undefined): string {
  if (target === undefined) return "";
  return typeof target === "number" ? typedText(Number((100 * target).toPrecision(6))) : target.replace("%", "").trim();
}
