import { expect, test } from "vitest";
import { memoryKeep } from "../testing/memory-keep.ts";
import { createVisitor } from "./visitor.ts";

test("without leave nobody is known again, and nothing is kept", () => {
  const { keep, names } = memoryKeep();
  const first = createVisitor(keep, false);
  first.setUserId("ada");
  expect(names()).toEqual([]);
  expect(createVisitor(keep, false).anonymousId()).not.toBe(first.anonymousId());
});

test("with leave the visitor is the same on the next page", () => {
  const { keep } = memoryKeep();
  const first = createVisitor(keep, true);
  first.setUserId("ada");
  const next = createVisitor(keep, true);
  expect([next.anonymousId(), next.userId()]).toEqual([first.anonymousId(), "ada"]);
});

test("leave that comes later keeps the id that the page has used", () => {
  const { keep } = memoryKeep();
  const visitor = createVisitor(keep, false);
  const id = visitor.anonymousId();
  visitor.follow(true);
  expect([visitor.anonymousId(), createVisitor(keep, true).anonymousId()]).toEqual([id, id]);
});

test("leave that is taken back removes the ids, and the page's visitor is somebody else", () => {
  const { keep, names } = memoryKeep();
  const visitor = createVisitor(keep, true);
  const id = visitor.anonymousId();
  visitor.setUserId("ada");
  visitor.follow(false);
  expect([names(), visitor.userId(), visitor.anonymousId() === id]).toEqual([[], undefined, false]);
});

test("a sign-out makes somebody else of the visitor", () => {
  const { keep } = memoryKeep();
  const visitor = createVisitor(keep, true);
  const id = visitor.anonymousId();
  visitor.setUserId("ada");
  visitor.reset();
  expect([visitor.userId(), visitor.anonymousId() === id]).toEqual([undefined, false]);
});
