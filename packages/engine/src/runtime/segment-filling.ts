import { setImmediate as nextTurn } from "node:timers/promises";
import type { Condition } from "@attune/model/condition";
import type { Json } from "@attune/model/json";
import type { FoundMemberships } from "@attune/model/segment";
import { foundSame, layOver, nothingFound } from "../segment/find-memberships.ts";
import { segmentsToFill } from "../segment/segments-to-fill.ts";
import type { FillBatch, FillSource } from "./fill-segments.ts";
import { type Fill, recordOf, type SegmentsInForce } from "./segments-in-force.ts";

export type OnFilled = (done: number, total: number) => void;

/** Finds segments anew for everybody, beside the log's steps, when their conditions change. */
export interface SegmentFilling {
  /** Begins with what is not found yet with the conditions in force; `more` as well. Resolves when it is done; rejects when it is given up for another. */
  start(more?: Iterable<string>, onProgress?: OnFilled): Promise<void>;
  /** Has everything found anew: nothing counts as found. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

const kind = "segment-filled";
const membersPerStep = 500;

/** @param onEnd a fill has ended, however it ended */
export async function createSegmentFilling(
  inForce: SegmentsInForce,
  parts: {
    source: FillSource;
    jumpToHead: () => Promise<void>;
    onEnd: () => void;
    onTrouble: (error: unknown) => void;
  },
): Promise<SegmentFilling> {
  const { stores } = inForce;
  const filled = await keptConditions(inForce);
  let filledWith = sensitiveNow(inForce);
  let underway: Promise<void> = Promise.resolve();

  async function carryOut(fill: Fill, onProgress?: OnFilled): Promise<void> {
    const { asked, abort } = fill;
    const { signal } = abort;
    const { conditions } = inForce;
    signal.throwIfAborted();
    const { timeZone } = inForce;
    const sensitive = sensitiveNow(inForce);
    const order = { conditions, asked, at: inForce.clock(), sensitive: inForce.sensitive(), signal };
    for await (const batch of parts.source(order)) {
      await inForce.inTurn(() => takeIn(batch, fill));
      fill.done = batch.done;
      fill.total = batch.total;
      onProgress?.(batch.done, batch.total);
    }
    signal.throwIfAborted();
    for (const id of asked) filled.set(id, conditions.get(id)!);
    await stores.definitions.put(
      kind,
      [...asked].map((id) => [id, { when: conditions.get(id)!, timeZone, sensitive } as unknown as Json] as const),
    );
    await forgetGone();
  }

  async function takeIn({ people }: FillBatch, { asked, touched, abort }: Fill): Promise<void> {
    abort.signal.throwIfAborted();
    const changed = new Map<string, FoundMemberships | null>();
    for (const [profileId, found] of people) {
      if (touched.has(profileId)) continue;
      const before = (await stores.memberships.of(profileId)) ?? nothingFound;
      const after = layOver(before, stayed(before, found), asked);
      if (!foundSame(before, after)) changed.set(profileId, recordOf(after));
    }
    if (changed.size > 0) await stores.memberships.put({ people: changed, transitions: [] });
  }

  /** Forgets the members of segments that are declared no more. */
  async function forgetGone(): Promise<void> {
    const isGone = (id: string) => !inForce.conditions.has(id);
    for (const segmentId of Object.keys(await stores.memberships.sizes())) {
      while (isGone(segmentId) && (await inForce.inTurn(() => forgetMembers(segmentId)))) await nextTurn();
    }
    const lost = [...filled.keys()].filter(isGone);
    for (const id of lost) filled.delete(id);
    await stores.definitions.delete(kind, lost);
  }

  /** Forgets some members of a segment; false where there are none left. */
  async function forgetMembers(segmentId: string): Promise<boolean> {
    const members = await stores.memberships.membersOf(segmentId, null, membersPerStep);
    const people = new Map<string, FoundMemberships | null>();
    for (const { profileId } of members) {
      const { since, nextChangeAt } = (await stores.memberships.of(profileId)) ?? nothingFound;
      const { [segmentId]: _, ...rest } = since;
      people.set(profileId, recordOf({ since: rest, nextChangeAt }));
    }
    if (people.size > 0) await stores.memberships.put({ people, transitions: [] });
    return people.size > 0;
  }

  function start(more: Iterable<string> = [], onProgress?: OnFilled): Promise<void> {
    const { conditions, fill: before } = inForce;
    // What may be used of people has changed: nothing that was found with the other is found.
    if (sensitiveNow(inForce) !== filledWith) filled.clear();
    filledWith = sensitiveNow(inForce);
    const asked = segmentsToFill(conditions, filled);
    for (const id of [...more, ...(before?.asked ?? [])]) if (conditions.has(id)) asked.add(id);
    before?.abort.abort();
    const fill: Fill = { asked, touched: new Set(), done: 0, total: 0, abort: new AbortController() };
    inForce.fill = fill;
    // What the log holds already is found with everybody: no step along the log comes before the jump.
    const isAll = asked.size > 0 && asked.size === conditions.size;
    const jumped = isAll ? inForce.inTurn(parts.jumpToHead) : undefined;
    // Its trouble is told where it is waited for.
    jumped?.catch(() => {});
    const mine = underway
      .then(() => jumped)
      .then(() => (asked.size === 0 ? forgetGone() : carryOut(fill, onProgress)))
      .finally(() => {
        if (inForce.fill === fill) inForce.fill = null;
        parts.onEnd();
      });
    underway = mine.catch((error) => {
      if (!fill.abort.signal.aborted) parts.onTrouble(error);
    });
    return mine;
  }

  return {
    start,
    async forget() {
      inForce.fill?.abort.abort();
      await underway;
      await stores.definitions.delete(kind, [...filled.keys()]);
      filled.clear();
    },
    async close() {
      inForce.fill?.abort.abort();
      await underway;
    },
  };
}

/** Who was a member before and still is stays one since then. */
function stayed({ since }: FoundMemberships, found: FoundMemberships): FoundMemberships {
  const kept = Object.entries(found.since).map(([id, at]) => [id, since[id] ?? at] as const);
  return { since: Object.fromEntries(kept), nextChangeAt: found.nextChangeAt };
}

/** What is sensitive, as a mark to compare; empty: nothing. */
function sensitiveNow({ sensitive }: SegmentsInForce): string {
  return sensitive()?.treeOf.declared ?? "";
}

/** The conditions that everybody's memberships were found with, in this time zone and with this as sensitive. */
async function keptConditions(inForce: SegmentsInForce): Promise<Map<string, Condition>> {
  const { stores, timeZone } = inForce;
  const documents = await stores.definitions.list(kind, null, 10_000);
  return new Map(
    documents.flatMap(({ id, document }) => {
      const kept = document as unknown as { when: Condition; timeZone: string; sensitive?: string };
      const isSame = kept.timeZone === timeZone && (kept.sensitive ?? "") === sensitiveNow(inForce);
      return isSame ? [[id, kept.when] as const] : [];
    }),
  );
}
