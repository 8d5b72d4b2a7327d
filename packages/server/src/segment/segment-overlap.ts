import { setImmediate as nextTurn } from "node:timers/promises";
import type { Engine } from "@attune/engine/runtime/engine";

/** Beyond so many people with memberships a sample of them tells the shares. */
const mostRecords = 200_000;
const recordsPerPage = 500;

/**
 * How many people each two segments share. Exact up to 200,000 people with memberships; beyond, shares are those of a random sample of them,
 * and numbers are estimates from these and the exact sizes.
 */
export async function segmentOverlap(engine: Engine) {
  const ids = (engine.playbook.segments ?? []).map(({ segmentId }) => segmentId);
  const order = new Map(ids.map((id, index) => [id, index]));
  const seen = new Float64Array(ids.length);
  const both = new Float64Array(ids.length ** 2);
  const { memberships } = engine.stores;
  let looked = 0;
  let after: string | null = null;
  while (looked < mostRecords) {
    const page: Awaited<ReturnType<typeof memberships.list>> = await memberships.list(after, recordsPerPage);
    for (const { memberships: found } of page) {
      const mine = Object.keys(found.since).flatMap((id) => order.get(id) ?? []);
      for (const a of mine) {
        seen[a]! += 1;
        for (const b of mine) both[a * ids.length + b]! += 1;
      }
    }
    looked += page.length;
    if (page.length < recordsPerPage) break;
    after = page.at(-1)!.profileId;
    await nextTurn();
  }
  const isSample = looked >= mostRecords;
  const sizes = await memberships.sizes();
  const sizeOf = (index: number) => (isSample ? (sizes[ids[index]!] ?? 0) : seen[index]!);
  const share = (a: number, b: number) => (seen[a] === 0 ? 0 : both[a * ids.length + b]! / seen[a]!);
  return {
    segments: ids.map((segmentId, index) => ({ segmentId, size: sizeOf(index) })),
    pairs: ids.flatMap((a, i) =>
      ids.slice(i + 1).map((b, offset) => {
        const j = i + 1 + offset;
        return { a, b, both: Math.round(share(i, j) * sizeOf(i)), shareOfA: share(i, j), shareOfB: share(j, i) };
      }),
    ),
    looked,
    isSample,
  };
}
