import { segmentTemplates } from "@attune/engine/segment/segment-templates";
import type { Condition } from "@attune/model/condition";
import { AttuneError } from "@attune/model/errors";
import { type Lookalike, type Segment, type SegmentEntry, similarityScore } from "@attune/model/segment";
import type { Tactic } from "@attune/model/tactic";
import { clausesIn } from "@attune/rules/clauses-in";
import { nearestWord } from "@attune/rules/nearest-word";
import { parseCondition } from "@attune/rules/parse-condition";
import { segmentOrder, segmentsIn } from "@attune/rules/segment-order";

/** Words of the paths beside `/v1/segments/:id`. */
const reservedIds: ReadonlySet<string> = new Set([
  "templates",
  "overlap",
  "coverage",
  "transitions",
  "preview",
  "size",
  "__proto__",
]);
const lookalikeDefaults = { share: 0.1, maxAgeDays: 30 };

/**
 * The segments that a file declares. Throws `bad-request` for a condition that cannot be read, for one that asks about a request (a segment is
 * asked of a person at any time), for a segment or template that nobody declared, and for segments that ask about one another in a circle.
 */
export function readSegments(entries: Record<string, SegmentEntry>): Segment[] {
  const segments = Object.entries(entries).map(([segmentId, entry]) => readSegment(segmentId, entry));
  const ids = segments.map(({ segmentId }) => segmentId);
  for (const { segmentId, lookalike } of segments) {
    if (lookalike === undefined) continue;
    requireDeclared(lookalike.seedSegmentId, ids, `segments.${segmentId}.lookalike.of`);
    if (lookalike.seedSegmentId === segmentId)
      throw atPath(`segments.${segmentId}.lookalike.of`, "names the segment itself; it needs another as seed");
  }
  const ordered = segmentOrder(
    Object.fromEntries(segments.map(({ segmentId, when }) => [segmentId, when])),
    "segments",
  );
  if (!ordered.ok) throw atPath(ordered.path, ordered.message);
  return segments;
}

/** Refuses tactics whose conditions ask about a segment that is not declared. */
export function requireSegmentsOf(tactics: readonly Tactic[], segments: readonly Segment[]): void {
  const ids = segments.map(({ segmentId }) => segmentId);
  for (const { tacticId, when } of tactics) {
    if (when === undefined) continue;
    for (const asked of segmentsIn(when)) requireDeclared(asked, ids, `tactics.${tacticId}.when`);
  }
}

/** A segment's condition as a person writes it. Throws `bad-request`; `file` is what its message begins with. */
export function readSegmentCondition(input: unknown, path: string, file = "attune.yaml: "): Condition {
  const parsed = parseCondition(input, path);
  if (!parsed.ok) throw atPath(parsed.path, parsed.message, file);
  const asked = contextIn(parsed.condition);
  if (asked === null) return parsed.condition;
  const told = `asks about context ${asked}, which only a request has: put it into a tactic's \`when\`, beside { segment: … }`;
  throw atPath(path, told, file);
}

function readSegment(segmentId: string, entry: SegmentEntry): Segment {
  const path = `segments.${segmentId}`;
  if (segmentId.length === 0 || segmentId.length > 100) throw atPath(path, "needs an id of 1 to 100 characters");
  if (reservedIds.has(segmentId)) throw atPath(path, "is a word of the API; take another id");
  const base = entry.template === undefined ? undefined : templateOf(entry.template, `${path}.template`);
  const segment: Segment = {
    segmentId,
    name: entry.name ?? base?.name ?? segmentId,
    when: conditionOf(entry, base?.when, path),
  };
  const description = entry.description ?? base?.description;
  const nextBestAction = entry.nextBestAction ?? base?.nextBestAction;
  if (description !== undefined) segment.description = description;
  if (nextBestAction !== undefined) segment.nextBestAction = nextBestAction;
  if (entry.template !== undefined) segment.template = entry.template;
  if (entry.lookalike !== undefined) segment.lookalike = lookalikeOf(entry.lookalike);
  return segment;
}

function conditionOf({ when, lookalike }: SegmentEntry, ofTemplate: Condition | undefined, path: string): Condition {
  if (lookalike !== undefined) {
    if (when !== undefined) throw atPath(`${path}.when`, "stands in the place of lookalike; one of them is enough");
    return lookalikeCondition(lookalikeOf(lookalike));
  }
  if (when !== undefined) return readSegmentCondition(when, `${path}.when`);
  if (ofTemplate !== undefined) return ofTemplate;
  throw atPath(path, "needs `when`, `template` or `lookalike`");
}

function lookalikeOf({ of, share, maxAgeDays }: NonNullable<SegmentEntry["lookalike"]>): Lookalike {
  return {
    seedSegmentId: of,
    share: share ?? lookalikeDefaults.share,
    maxAgeDays: maxAgeDays ?? lookalikeDefaults.maxAgeDays,
  };
}

/** Those most like the seed, without the seed's own members. */
function lookalikeCondition({ seedSegmentId, share, maxAgeDays }: Lookalike): Condition {
  return {
    all: [
      { score: similarityScore(seedSegmentId), atLeast: 1 - share, maxAgeDays },
      { not: { segment: seedSegmentId } },
    ],
  };
}

function templateOf(templateId: string, path: string) {
  const ids = segmentTemplates.map((template) => template.templateId);
  requireDeclared(templateId, ids, path);
  return segmentTemplates.find((template) => template.templateId === templateId);
}

/** The first `context` clause of a condition; null where there is none. */
function contextIn(condition: Condition): string | null {
  for (const clause of clausesIn(condition)) if ("context" in clause) return clause.context;
  return null;
}

function requireDeclared(id: string, declared: readonly string[], path: string): void {
  if (declared.includes(id)) return;
  const close = nearestWord(id, declared);
  const hint = close === null ? `declared are: ${declared.join(", ") || "none"}` : `did you mean ${close}?`;
  throw atPath(path, `names ${JSON.stringify(id)}, which is not declared; ${hint}`);
}

function atPath(path: string, message: string, file = "attune.yaml: "): AttuneError {
  return new AttuneError("bad-request", `${file}${path} ${message.replace(/\.$/, "")}.`, { path });
}
