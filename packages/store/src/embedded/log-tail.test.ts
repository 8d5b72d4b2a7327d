import type { LogEntry } from "@attune/model/log-entry";
import { describe, expect, it } from "vitest";
import { createLogTail } from "./log-tail.ts";

const entry = (offset: number): LogEntry => ({ kind: "tombstone", offset, day: 0, type: "track" });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i));
const offsets = (entries: LogEntry[] | undefined) => entries?.map(({ offset }) => offset);

describe("createLogTail", () => {
  it("read(from, limit) gives what was added, and undefined for what lies before it", () => {
    const tail = createLogTail(100);
    expect(tail.read(1, 10)).toBeUndefined();
    tail.add(range(5, 9));
    expect(offsets(tail.read(7, 2))).toEqual([7, 8]);
    expect(offsets(tail.read(10, 5))).toEqual([]);
    expect(tail.read(4, 5)).toBeUndefined();
  });

  it("add(entries) keeps half of the limit once there are more", () => {
    const tail = createLogTail(10);
    tail.add(range(1, 10));
    tail.add(range(11, 11));
    expect(tail.read(6, 1)).toBeUndefined();
    expect(offsets(tail.read(7, 10))).toEqual([7, 8, 9, 10, 11]);
  });

  it("add(entries) begins anew where entries are missing in between", () => {
    const tail = createLogTail(10);
    tail.add(range(1, 3));
    tail.add(range(8, 9));
    expect(tail.read(3, 1)).toBeUndefined();
    expect(offsets(tail.read(8, 5))).toEqual([8, 9]);
  });

  it("forget() leaves nothing", () => {
    const tail = createLogTail(10);
    tail.add(range(1, 3));
    tail.forget();
    expect(tail.read(1, 3)).toBeUndefined();
  });
});
