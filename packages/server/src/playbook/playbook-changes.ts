import { isReadAsOne } from "@attune/model/change-words";
import type { Json, JsonObject } from "@attune/model/json";
import type { PlaybookChange } from "@attune/model/playbook-report";
import type { Configuration } from "../config/read-configuration.ts";

/** Sections whose entries have an id of their own, and the name of that id. */
const idNames: Readonly<Record<string, string>> = {
  placements: "placementId",
  tactics: "tacticId",
  metrics: "metricId",
  segments: "segmentId",
  experiments: "experimentId",
  offers: "offerId",
  prices: "priceTestId",
  journeys: "journeyId",
  destinations: "destinationId",
  audiences: "audienceId",
};

/** Sections whose entries are known by their keys alone. */
const keyed: ReadonlySet<string> = new Set(["messages", "trackingPlan"]);

/** What differs between two configurations: entry by entry, and field by field within an entry. What they mean is compared, not how it is written. */
export function playbookChanges(before: Configuration, after: Configuration): PlaybookChange[] {
  const [from, to] = [sectionsOf(before), sectionsOf(after)];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((section) => {
    if (section === "catalogue") return ofCatalogue(from[section], to[section]);
    if (keyed.has(section)) return byId(section, keysOf(from[section]), keysOf(to[section]));
    const idName = idNames[section];
    if (idName === undefined) return whole(section, from[section], to[section]);
    return byId(section, entriesOf(from[section], idName), entriesOf(to[section], idName));
  });
}

function sectionsOf({ business, playbook }: Configuration): Record<string, Json> {
  return JSON.parse(JSON.stringify({ business, ...playbook })) as Record<string, Json>;
}

function whole(section: string, from: Json | undefined, to: Json | undefined): PlaybookChange[] {
  const fields = fieldsBetween(section, "", from, to);
  return fields.length === 0 ? [] : [{ section, id: "", change: "changed", fields }];
}

/** Rules come and go with all that they say: what a rule does is not told by its name. */
function ofCatalogue(from: Json | undefined, to: Json | undefined): PlaybookChange[] {
  const [{ rules: before, ...was }, { rules: after, ...is }] = [from, to].map((side) =>
    isPlain(side) ? side : {},
  ) as [JsonObject, JsonObject];
  const [rulesFrom, rulesTo] = [entriesOf(before, "ruleId"), entriesOf(after, "ruleId")];
  const said = (rule: Json | undefined): JsonObject => {
    const { ruleId: _ruleId, ...rest } = isPlain(rule) ? rule : {};
    return Object.fromEntries(
      Object.entries(rest).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
    );
  };
  const rules = byId("catalogue.rules", rulesFrom, rulesTo).map((change) => ({
    ...change,
    fields: fieldsBetween("catalogue.rules", "", said(rulesFrom.get(change.id)), said(rulesTo.get(change.id))),
  }));
  const [orderFrom, orderTo] = [orderOf(rulesFrom, rulesTo), orderOf(rulesTo, rulesFrom)];
  return [...whole("catalogue", { ...was, order: orderFrom }, { ...is, order: orderTo }), ...rules];
}

/** Of those that both have: where two rules pin a place, the later one has it. */
function orderOf(these: Map<string, Json>, others: Map<string, Json>): string[] {
  return [...these.keys()].filter((id) => others.has(id));
}

function byId(section: string, from: Map<string, Json>, to: Map<string, Json>): PlaybookChange[] {
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((id): PlaybookChange[] => {
    if (!from.has(id)) return [{ section, id, change: "added", fields: [] }];
    if (!to.has(id)) return [{ section, id, change: "removed", fields: [] }];
    const fields = fieldsBetween(section, "", from.get(id), to.get(id));
    return fields.length === 0 ? [] : [{ section, id, change: "changed", fields }];
  });
}

function entriesOf(section: Json | undefined, idName: string): Map<string, Json> {
  if (section === undefined || section === null || typeof section !== "object") return new Map();
  const entries = Array.isArray(section) ? section : Object.values(section);
  return new Map(entries.map((entry) => [String((entry as JsonObject)[idName]), entry]));
}

function keysOf(section: Json | undefined): Map<string, Json> {
  return new Map(isPlain(section) ? Object.entries(section) : []);
}

/** Objects field by field; lists, values and what is read as one as a whole. */
function fieldsBetween(
  section: string,
  path: string,
  from: Json | undefined,
  to: Json | undefined,
): PlaybookChange["fields"] {
  if (isPlain(from) && isPlain(to) && !isReadAsOne(section, path)) {
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
      fieldsBetween(section, path === "" ? key : `${path}.${key}`, own(from, key), own(to, key)),
    );
  }
  return canonical(from) === canonical(to) ? [] : [{ path, from: from ?? null, to: to ?? null }];
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isPlain(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same text for the same value, whatever the order of its keys; absent is not null. */
function canonical(value: Json | undefined): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isPlain(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}
