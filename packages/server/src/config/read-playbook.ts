import { readMetric } from "@attune/measure/metric/read-metric";
import { AttuneError } from "@attune/model/errors";
import type { JsonObject } from "@attune/model/json";
import type { PlaybookFile } from "@attune/model/playbook-file";
import type { ItemList, Placement, Playbook, Tactic } from "@attune/model/tactic";
import { nearestWord } from "@attune/rules/nearest-word";
import { parseCondition } from "@attune/rules/parse-condition";
import { readSegments, requireSegmentsOf } from "./read-segments.ts";

type PlacementEntry = NonNullable<PlaybookFile["placements"]>[string];
type TacticEntry = NonNullable<PlaybookFile["tactics"]>[string];
type ItemsEntry = NonNullable<TacticEntry["items"]>;

const defaultHoldout = 0.05;
const defaultWindowDays = 7;
const defaultLimit = 8;

/** The placements and tactics that a file declares, defaults filled in. Every tactic names a placement that exists. */
export function readPlaybook(file: PlaybookFile): Playbook {
  const placements = Object.fromEntries(
    Object.entries(file.placements ?? {}).map(([id, entry]) => [id, readPlacement(id, entry)]),
  );
  const tactics = Object.entries(file.tactics ?? {}).map(([id, entry]) =>
    readTactic(id, entry, Object.keys(placements)),
  );
  const playbook: Playbook = { holdout: file.holdout ?? defaultHoldout, placements, tactics };
  if (file.metrics !== undefined)
    playbook.metrics = Object.entries(file.metrics).map(([id, entry]) => readMetric(id, entry));
  if (file.segments !== undefined) playbook.segments = readSegments(file.segments);
  requireSegmentsOf(tactics, playbook.segments ?? []);
  return playbook;
}

function readPlacement(placementId: string, entry: PlacementEntry): Placement {
  const placement: Placement = { placementId, default: { content: (entry.default?.content ?? {}) as JsonObject } };
  if (entry.title !== undefined) placement.title = entry.title;
  if (entry.default?.items !== undefined) placement.default.items = readItems(entry.default.items);
  return placement;
}

function readTactic(tacticId: string, entry: TacticEntry, placements: string[]): Tactic {
  const path = `tactics.${tacticId}`;
  if (!placements.includes(entry.placement)) {
    const close = nearestWord(entry.placement, placements);
    const hint = close === null ? `declared are: ${placements.join(", ") || "none"}` : `did you mean ${close}?`;
    throw atPath(`${path}.placement`, `names ${JSON.stringify(entry.placement)}, which is not declared; ${hint}`);
  }
  const tactic: Tactic = {
    tacticId,
    name: entry.name ?? tacticId,
    placementId: entry.placement,
    content: (entry.content ?? {}) as JsonObject,
    priority: entry.priority ?? 0,
    holdout: entry.holdout ?? defaultHoldout,
    windowDays: entry.windowDays ?? defaultWindowDays,
  };
  if (entry.hypothesis !== undefined) tactic.hypothesis = entry.hypothesis;
  if (entry.when !== undefined) {
    const parsed = parseCondition(entry.when, `${path}.when`);
    if (!parsed.ok) throw atPath(parsed.path, parsed.message);
    tactic.when = parsed.condition;
  }
  if (entry.items !== undefined) tactic.items = readItems(entry.items);
  if (entry.schedule !== undefined) tactic.schedule = readSchedule(entry.schedule, `${path}.schedule`);
  return tactic;
}

function readItems(entry: ItemsEntry): ItemList {
  const list: ItemList = { from: entry.from, limit: entry.limit ?? defaultLimit };
  return entry.category === undefined ? list : { ...list, category: entry.category };
}

function readSchedule(entry: NonNullable<TacticEntry["schedule"]>, path: string): NonNullable<Tactic["schedule"]> {
  const schedule: NonNullable<Tactic["schedule"]> = {};
  if (entry.from !== undefined) schedule.startsAt = readTime(entry.from, `${path}.from`);
  if (entry.until !== undefined) schedule.endsAt = readTime(entry.until, `${path}.until`);
  if (schedule.startsAt !== undefined && schedule.endsAt !== undefined && schedule.endsAt <= schedule.startsAt) {
    throw atPath(`${path}.until`, "is not after `from`");
  }
  return schedule;
}

/** A time that names its zone, or a day or time that is taken as UTC. */
function readTime(text: string, path: string): number {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
  const at = Date.parse(hasZone || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text.replace(" ", "T")}Z`);
  if (Number.isNaN(at)) throw atPath(path, `${JSON.stringify(text)} is not a time; an example: 2026-11-27T00:00:00Z`);
  return at;
}

function atPath(path: string, message: string): AttuneError {
  return new AttuneError("bad-request", `attune.yaml: ${path} ${message.replace(/\.$/, "")}.`, { path });
}
