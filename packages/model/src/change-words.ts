import type { Condition, ItemFilter } from "./condition.ts";
import { conditionLine, itemWords } from "./condition-words.ts";
import type { Json } from "./json.ts";
import type { MerchandisingRule } from "./merchandising.ts";
import type { Cap } from "./restraint.ts";

type Reader = (value: never) => string;

const when: Reader = (condition: Condition) => conditionLine(condition);
const where: Reader = (filter: ItemFilter) => itemWords(filter);
const caps: Reader = (all: readonly Cap[]) => all.map(capWords).join(", ");
const schedule: Reader = scheduleWords;

/** By section of a playbook: the fields that say one thing as a whole. */
const readers: Record<string, Record<string, Reader>> = {
  tactics: { when, caps, schedule, "items.where": where, "price.where": where },
  placements: { caps, "default.items.where": where },
  segments: { when },
  restraint: { "everywhere.caps": caps },
  "catalogue.rules": {
    on: placeWords,
    pins: (pins: MerchandisingRule["pins"]) =>
      pins.map(({ itemId, position }) => `${itemId} in place ${position}`).join(", "),
    boosts: (boosts: MerchandisingRule["boosts"]) =>
      boosts.map((boost) => `${itemWords(boost.where)}: ${boost.factor} times as relevant`).join("; "),
    hides: (hides: MerchandisingRule["hides"]) => hides.map(itemWords).join("; "),
    schedule,
  },
};

/** Whether a field is read as one, so that its parts are no changes of their own: half a condition says nothing. */
export function isReadAsOne(section: string, path: string): boolean {
  return readerOf(section, path) !== undefined;
}

/** One side of a changed field of a playbook, in words; as JSON where there are none, `nothing` where the field was or is not there. */
export function changedValueWords(section: string, path: string, value: Json): string {
  if (value === null) return "nothing";
  const reader = readerOf(section, path);
  if (reader !== undefined && typeof value === "object") return reader(value as never);
  return typeof value === "string" && value !== "" ? value : JSON.stringify(value);
}

function readerOf(section: string, path: string): Reader | undefined {
  const ofSection = Object.hasOwn(readers, section) ? readers[section]! : {};
  return Object.hasOwn(ofSection, path) ? ofSection[path] : undefined;
}

function capWords({ atMost, withinMs }: Cap): string {
  const hours = withinMs / 3_600_000;
  const window = hours % 24 === 0 ? counted(hours / 24, "day") : counted(hours, "hour");
  return `at most ${atMost === 1 ? "once" : `${atMost} times`} within ${window}`;
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;

function scheduleWords({ startsAt, endsAt }: { startsAt?: number; endsAt?: number }): string {
  const from = startsAt === undefined ? "" : `from ${minuteWords(startsAt)}`;
  const until = endsAt === undefined ? "" : `until ${minuteWords(endsAt)}`;
  return [from, until].filter(Boolean).join(" ") || "always";
}

const minuteWords = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** Where a rule holds: all that is named must fit, of several names one. */
function placeWords({ placements, categories, searches }: MerchandisingRule["on"]): string {
  const parts = [
    placements === undefined ? "" : `in ${placements.join(" or ")}`,
    categories === undefined ? "" : `on pages of ${categories.join(" or ")}`,
    searches === undefined ? "" : `searched for ${searches.map((words) => `“${words}”`).join(" or ")}`,
  ].filter(Boolean);
  return parts.join(", ") || "everywhere";
}
