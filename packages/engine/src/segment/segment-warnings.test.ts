import type { Segment } from "@attune/model/segment";
import { expect, it } from "vitest";
import { segmentWarnings } from "./segment-warnings.ts";

const segment = (segmentId: string, change: Partial<Segment> = {}): Segment => ({
  segmentId,
  name: segmentId,
  when: { event: "Order Completed" },
  nextBestAction: "Thank them",
  ...change,
});
const codes = (segments: Segment[]) => segmentWarnings(segments).map(({ code, path }) => `${code} ${path}`);

it("ten segments are fine, eleven are many", () => {
  const many = Array.from({ length: 11 }, (_, n) => segment(`s${n}`));
  expect(codes(many.slice(0, 10))).toEqual([]);
  expect(codes(many)).toEqual(["many-segments segments"]);
});

it("a segment without a next best action is named, and one that takes a prediction at any age", () => {
  const { nextBestAction: _, ...idle } = segment("idle");
  const ageless = segment("ageless", { when: { any: [{ not: { score: "churn", atLeast: 0.5 } }] } });
  const fresh = segment("fresh", { when: { score: "churn", atLeast: 0.5, maxAgeDays: 7 } });
  expect(codes([idle, ageless, fresh])).toEqual([
    "no-next-best-action segments.idle.nextBestAction",
    "ageless-prediction segments.ageless.when",
  ]);
});
