import type { LogEntry } from "@attune/model/log-entry";
import { expect, it } from "vitest";
import { logPages } from "./log-pages.ts";

const kept: LogEntry[] = [2, 3, 4_097, 4_098, 4_099, 8_193].map((offset) => ({
  ...{ kind: "tombstone", offset, day: 0, type: "track" },
}));
const log = {
  read: async (from: number, limit: number) => kept.filter(({ offset }) => offset >= from).slice(0, limit),
};

async function pages(after: number, upTo: number, entriesAtOnce: number): Promise<number[][]> {
  const found: number[][] = [];
  for await (const page of logPages(log, { after, upTo, entriesAtOnce })) found.push(page.map(({ offset }) => offset));
  return found;
}

it("logPages gives each entry once, however far apart their offsets are", async () => {
  expect(await pages(0, 8_193, 2)).toEqual([
    [2, 3],
    [4_097, 4_098],
    [4_099, 8_193],
  ]);
  expect(await pages(0, 8_193, 4)).toEqual([
    [2, 3, 4_097, 4_098],
    [4_099, 8_193],
  ]);
});

it("logPages ends where it was told to, and where there is nothing more", async () => {
  expect(await pages(2, 4_098, 10)).toEqual([[3, 4_097, 4_098]]);
  expect(await pages(3, 4_000, 10)).toEqual([]);
  expect(await pages(8_193, 8_193, 10)).toEqual([]);
  expect(await pages(8_193, 9_000, 10)).toEqual([]);
});
