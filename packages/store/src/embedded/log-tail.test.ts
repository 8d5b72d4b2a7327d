import type { LogEntry } from "@attune/model/log-entry";
import { describe, expect, it } from "vitest";
import { createLogTail, type LogTail } from "./log-tail.ts";

const entry = (offset: number): LogEntry => ({ kind: "tombstone", offset, day: 0, type: "track" });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i));
const add = (tail: LogTail, entries: LogEntry[], bytesEach = 1) =>
  tail.add(
    entries,
    entries[0]!.offset - 1,
    entries.map(() => bytesEach),
  );
const offsets = (entries: LogEntry[] | undefined) => entries?.map(({ offset }) => offset);

describe("createLogTail", () => {
  it("read(from, limit) gives what was added, and undefined for what lies before it", () => {
    const tail = createLogTail(100, 1_000);
    expect(tail.read(1, 10)).toBeUndefined();
    add(tail, range(5, 9));
    expect(offsets(tail.read(7, 2))).toEqual([7, 8]);
    expect(offsets(tail.read(10, 5))).toEqual([]);
    expect(tail.read(4, 5)).toBeUndefined();
  });

  it("add(entries) keeps half of the limit once there are more", () => {
    const tail = createLogTail(10, 1_000);
    add(tail, range(1, 10));
    add(tail, range(11, 11));
    expect(tail.read(6, 1)).toBeUndefined();
    expect(offsets(tail.read(7, 10))).toEqual([7, 8, 9, 10, 11]);
  });

  it("add(entries) keeps half of the bytes once there are more, however few entries that is", () => {
    const tail = createLogTail(100, 1_000);
    add(tail, range(1, 10), 100);
    expect(offsets(tail.read(1, 10))).toHaveLength(10);
    add(tail, range(11, 11), 100);
    expect(tail.read(6, 1)).toBeUndefined();
    expect(offsets(tail.read(7, 10))).toEqual([7, 8, 9, 10, 11]);
    // What went counts no more: 500 + 400 bytes.
    add(tail, range(12, 15), 100);
    expect(offsets(tail.read(7, 10))).toHaveLength(9);
  });

  it("add(entries) keeps nothing of an entry that is greater than the limit, and goes on after it", () => {
    const tail = createLogTail(100, 1_000);
    add(tail, range(1, 3), 100);
    add(tail, range(4, 4), 5_000);
    expect([tail.read(1, 1), tail.read(4, 1)]).toEqual([undefined, undefined]);
    add(tail, range(5, 6), 100);
    expect(offsets(tail.read(5, 5))).toEqual([5, 6]);
  });

  it("add(entries) begins anew where entries are missing in between", () => {
    const tail = createLogTail(10, 1_000);
    add(tail, range(1, 3));
    add(tail, range(8, 9));
    expect(tail.read(3, 1)).toBeUndefined();
    expect(offsets(tail.read(8, 5))).toEqual([8, 9]);
  });

  it("read(from, limit) counts entries and not offsets, where these rise with gaps", () => {
    const tail = createLogTail(10, 1_000);
    tail.add([entry(4), entry(9)], 0, [1, 1]);
    tail.add([entry(4_097), entry(4_098)], 9, [1, 1]);
    expect(offsets(tail.read(5, 2))).toEqual([9, 4_097]);
    expect(offsets(tail.read(10, 5))).toEqual([4_097, 4_098]);
    expect(tail.read(3, 5)).toBeUndefined();
  });

  it("forget() leaves nothing", () => {
    const tail = createLogTail(10, 1_000);
    add(tail, range(1, 3));
    tail.forget();
    expect(tail.read(1, 3)).toBeUndefined();
  });
});
