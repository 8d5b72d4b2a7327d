import type { Offset } from "./log-entry.ts";

/** More entries than one step of a partition writes: an entry with the merges before it, or an unmerge. */
const roomOfTick = 4_096;

/**
 * Offset of the first entry that a partition writes at a tick; those after it are consecutive. Unique over all partitions, and ordered by
 * tick, then by partition: a Lamport clock (Lamport 1978, "Time, clocks, and the ordering of events in a distributed system"), as
 * one number.
 *
 * @param tick from 0; below 2^53 / (4,096 × partitions).
 */
export function firstOffsetAt(tick: number, partition: number, partitions: number): Offset {
  return (tick * partitions + partition) * roomOfTick + 1;
}

/** How many ticks lie between two offsets: at least as many as any one partition has entries there. */
export function ticksBetween(after: Offset, upTo: Offset, partitions: number): number {
  return Math.max(0, Math.ceil((upTo - after) / (roomOfTick * partitions)));
}

/** The partition whose log has the entry of this offset. */
export function partitionOfOffset(offset: Offset, partitions: number): number {
  return Math.floor((offset - 1) / roomOfTick) % partitions;
}

/** The tick at which a partition wrote the entry of this offset. */
export function tickOfOffset(offset: Offset, partitions: number): number {
  return Math.floor((offset - 1) / (roomOfTick * partitions));
}
