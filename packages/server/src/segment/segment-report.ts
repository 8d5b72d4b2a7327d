import type { Engine } from "@attune/engine/runtime/engine";
import { daysOfSegment } from "@attune/engine/runtime/segment-days";
import { segmentWarnings } from "@attune/engine/segment/segment-warnings";
import { AttuneError } from "@attune/model/errors";
import type { Segment } from "@attune/model/segment";
import { explainCondition } from "@attune/rules/explain-condition";
import { nearestWord } from "@attune/rules/nearest-word";
import { segmentsIn } from "@attune/rules/segment-order";
import { isoTime } from "../routes/profile-view.ts";
import { personLine } from "./person-line.ts";

const shownDays = 90;
const dayMs = 86_400_000;

/** All segments with their sizes, how far they follow what happens, and what is to be said of them together. */
export async function segmentList(engine: Engine) {
  const [sizes, following] = await Promise.all([engine.stores.memberships.sizes(), engine.segments.state()]);
  const { segments = [] } = engine.playbook;
  return {
    segments: segments.map((segment) => segmentLine(segment, sizes, following.filling?.segmentIds ?? [])),
    following,
    warnings: segmentWarnings(segments).map(({ message }) => message),
  };
}

/** One segment: its size day by day, who comes and goes, and the tactics that ask about it. */
export async function segmentDetail(engine: Engine, segmentId: string) {
  const segment = segmentNamed(engine, segmentId);
  const [sizes, following, days] = await Promise.all([
    engine.stores.memberships.sizes(),
    engine.segments.state(),
    daysOfSegment(engine.stores.definitions, segmentId, shownDays),
  ]);
  const { tactics, segments = [] } = engine.playbook;
  const asks = (when: Segment["when"] | undefined) => when !== undefined && segmentsIn(when).includes(segmentId);
  return {
    ...segmentLine(segment, sizes, following.filling?.segmentIds ?? []),
    days: days.map(({ day, size, entered, left }) => ({
      day: new Date(day * dayMs).toISOString().slice(0, 10),
      size,
      entered,
      left,
    })),
    tactics: tactics.flatMap(({ tacticId, when }) => (asks(when) ? [tacticId] : [])),
    segments: segments.flatMap(({ segmentId: other, when }) => (asks(when) ? [other] : [])),
  };
}

/** A page of a segment's real people, ascending by profile id, each with the clause that decided. */
export async function segmentMembers(engine: Engine, segmentId: string, after: string | null, limit: number) {
  const { when } = segmentNamed(engine, segmentId);
  const members = await engine.stores.memberships.membersOf(segmentId, after, limit);
  const people = [];
  for (const { profileId, since } of members) {
    const profile = await engine.stores.state.profile(profileId);
    if (profile === undefined) continue;
    const view = await engine.segments.viewOf(profile);
    people.push({ ...personLine(profile), since: isoTime(since), because: explainCondition(when, view) });
  }
  return { people, next: members.length === limit ? members.at(-1)!.profileId : null };
}

/** The segment of an id. Throws `not-found`, with the id that was probably meant. */
export function segmentNamed({ playbook }: Engine, segmentId: string): Segment {
  const { segments = [] } = playbook;
  const found = segments.find((segment) => segment.segmentId === segmentId);
  if (found !== undefined) return found;
  const ids = segments.map((segment) => segment.segmentId);
  const close = nearestWord(segmentId, ids);
  const hint = close === null ? `declared are: ${ids.slice(0, 20).join(", ") || "none"}` : `did you mean ${close}?`;
  throw new AttuneError("not-found", `There is no segment ${segmentId.slice(0, 100)}; ${hint}.`);
}

function segmentLine(segment: Segment, sizes: Readonly<Record<string, number>>, filling: readonly string[]) {
  const { segmentId, name, description, when, nextBestAction, template, lookalike } = segment;
  return {
    segmentId,
    name,
    description: description ?? null,
    when,
    nextBestAction: nextBestAction ?? null,
    template: template ?? null,
    lookalike: lookalike ?? null,
    size: sizes[segmentId] ?? 0,
    isFilling: filling.includes(segmentId),
  };
}
