import type { Condition } from "@attune/model/condition";
import { parseDocument } from "yaml";

interface NewSegment {
  segmentId: string;
  name: string;
  when: Condition;
  /** What to do with these people; empty: nothing is said of it. */
  nextBestAction: string;
}

/** The playbook's text with a segment put in, or in place of the one with its id; comments and the order of everything else stay. */
export function withSegment(text: string, { segmentId, name, when, nextBestAction }: NewSegment): string {
  const document = parseDocument(text);
  const path = ["segments", segmentId];
  // A template or a lookalike would contradict a condition of one's own.
  const kept = (document.toJS() as { segments?: Record<string, object> } | null)?.segments?.[segmentId] ?? {};
  const { template: _t, lookalike: _l, nextBestAction: _n, ...others } = kept as Record<string, unknown>;
  const action = nextBestAction.trim() === "" ? {} : { nextBestAction: nextBestAction.trim() };
  document.setIn(path, document.createNode({ ...others, name, ...action, when }));
  return document.toString({ lineWidth: 140 });
}

/** An id for a name: `Tea lovers, 2026` → `tea-lovers-2026`. */
export function segmentIdOf(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z\d]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
}
