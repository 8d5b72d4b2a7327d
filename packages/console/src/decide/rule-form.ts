import type { CatalogueEntry } from "@attune/model/merchandising";

type RuleEntry = NonNullable<CatalogueEntry["rules"]>[string];

type Filter = NonNullable<RuleEntry["hide"]>[number];

/** One condition on products, as it is typed. */
export interface FilterRow {
  field: string;
  value: string;
  /** Of boosts alone. */
  factor: string;
}

/** A rule of lists as a form holds it. */
export interface RuleForm {
  name: string;
  placement: string;
  /** Product ids, one a line. */
  pins: string;
  boosts: FilterRow[];
  hides: FilterRow[];
  from: string;
  until: string;
}

/** The form of an entry. Filters of several conditions, and pins to further places, have no field: they stay with the entry. */
export function ruleForm(entry: RuleEntry = {}): RuleForm {
  return {
    name: entry.name ?? "",
    placement: [entry.on?.placement ?? []].flat()[0] ?? "",
    pins: (entry.pin ?? []).map((pin) => (typeof pin === "string" ? pin : pin.item)).join("\n"),
    boosts: (entry.boost ?? []).flatMap(({ by, ...where }) => rowOf(where, String(by))),
    hides: (entry.hide ?? []).flatMap((where) => rowOf(where, "")),
    from: entry.schedule?.from ?? "",
    until: entry.schedule?.until ?? "",
  };
}

/** The entry that a form says; null where it would do nothing. */
export function ruleEntry(form: RuleForm, base: RuleEntry = {}): RuleEntry | null {
  const pin = pinsOf(form.pins, base.pin);
  const boost = [
    ...form.boosts.flatMap((row) =>
      filterOf(row) === null ? [] : [{ ...filterOf(row), by: Number(row.factor) || 1 }],
    ),
    ...(base.boost ?? []).filter(({ by: _by, ...where }) => Object.keys(where).length > 1),
  ];
  const hide = [
    ...form.hides.flatMap((row) => (filterOf(row) === null ? [] : [{ ...filterOf(row) }])),
    ...(base.hide ?? []).filter((where) => Object.keys(where).length > 1),
  ];
  if (pin.length + boost.length + hide.length === 0) return null;
  const { placement: _placement, ...elsewhere } = base.on ?? {};
  const on = { ...(form.placement === "" ? {} : { placement: form.placement }), ...elsewhere };
  const schedule = {
    ...(form.from === "" ? {} : { from: form.from }),
    ...(form.until === "" ? {} : { until: form.until }),
  };
  return {
    ...(form.name.trim() === "" ? {} : { name: form.name.trim() }),
    ...(Object.keys(on).length === 0 ? {} : { on }),
    ...(pin.length === 0 ? {} : { pin }),
    ...(boost.length === 0 ? {} : { boost }),
    ...(hide.length === 0 ? {} : { hide }),
    ...(Object.keys(schedule).length === 0 ? {} : { schedule }),
  };
}

/** Pins that nobody touched keep the places that they were given. */
function pinsOf(typed: string, base: RuleEntry["pin"] = []): NonNullable<RuleEntry["pin"]> {
  if (typed === ruleForm({ pin: base }).pins) return base;
  return typed
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

function rowOf(where: object, factor: string): FilterRow[] {
  const entries = Object.entries(where);
  const [field, value] = entries[0] ?? ["", ""];
  return entries.length === 1 ? [{ field, value: [value].flat().join(", "), factor }] : [];
}

/** Several words are parted by commas; prices are numbers. */
function filterOf({ field, value }: FilterRow): Filter | null {
  const words = value
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
  if (words.length === 0) return null;
  if (field.startsWith("price")) return { [field]: Number(words[0]) };
  return { [field]: words.length === 1 ? words[0]! : words };
}
