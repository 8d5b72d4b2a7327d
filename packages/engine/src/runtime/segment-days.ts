import type { Transition } from "@attune/model/segment";
import type { DefinitionStore } from "../ports/definition-store.ts";

/** One business day of a segment: its size at its end (of today: now), and how many came and left by what they did or by time. */
export interface SegmentDay {
  size: number;
  entered: number;
  left: number;
}

/** Keeps the days of segments, so that their trend can be shown. */
export interface SegmentDays {
  /** Counts a transition. They are counted in the order of their days. */
  count(transition: Pick<Transition, "segmentId" | "change">, day: number): void;
  /** Writes down what was counted since the last time. `sizes` are those of now; a segment that it does not name is empty. */
  save(today: number, sizes: Readonly<Record<string, number>>, segmentIds: readonly string[]): Promise<void>;
}

const kind = "segment-day";
const digits = 6;
const idOf = (segmentId: string, day: number): string => `${segmentId}/${String(day).padStart(digits, "0")}`;

export async function createSegmentDays(definitions: DefinitionStore): Promise<SegmentDays> {
  const days = new Map<string, SegmentDay>();
  const changed = new Set<string>();

  async function dayOf(segmentId: string, day: number): Promise<SegmentDay> {
    const id = idOf(segmentId, day);
    const known = days.get(id) ?? ((await definitions.get(kind, id)) as unknown as SegmentDay | undefined);
    const found = known ?? { size: 0, entered: 0, left: 0 };
    days.set(id, found);
    return found;
  }

  const counted = new Map<string, { segmentId: string; day: number; entered: number; left: number }>();

  return {
    count({ segmentId, change }, day) {
      const id = idOf(segmentId, day);
      const count = counted.get(id) ?? { segmentId, day, entered: 0, left: 0 };
      count[change] += 1;
      counted.set(id, count);
    },
    async save(today, sizes, segmentIds) {
      for (const { segmentId, day, entered, left } of counted.values()) {
        const found = await dayOf(segmentId, day);
        found.entered += entered;
        found.left += left;
        changed.add(idOf(segmentId, day));
      }
      // A day that ended since the last time has the size of now, without what came after it.
      const nets = [...counted.values()].sort((a, b) => b.day - a.day);
      const since = new Map<string, number>();
      for (const { segmentId, day, entered, left } of nets) {
        const after = since.get(segmentId) ?? 0;
        since.set(segmentId, after + entered - left);
        if (day < today) (await dayOf(segmentId, day)).size = Math.max(0, (sizes[segmentId] ?? 0) - after);
      }
      counted.clear();
      for (const segmentId of segmentIds) {
        const found = await dayOf(segmentId, today);
        const size = sizes[segmentId] ?? 0;
        if (found.size === size) continue;
        found.size = size;
        changed.add(idOf(segmentId, today));
      }
      if (changed.size === 0) return;
      await definitions.put(
        kind,
        [...changed].map((id) => [id, { ...days.get(id)! }] as const),
      );
      changed.clear();
      if (days.size > 1_000) days.clear();
    },
  };
}

/** The kept days of a segment, ascending; at most so many of the latest. */
export async function daysOfSegment(
  definitions: DefinitionStore,
  segmentId: string,
  most: number,
): Promise<Array<SegmentDay & { day: number }>> {
  const found = await definitions.list(kind, `${segmentId}/`, 4_000);
  return found
    .filter(({ id }) => id.startsWith(`${segmentId}/`) && id.length === segmentId.length + 1 + digits)
    .map(({ id, document }) => ({ day: Number(id.slice(-digits)), ...(document as unknown as SegmentDay) }))
    .slice(-most);
}
