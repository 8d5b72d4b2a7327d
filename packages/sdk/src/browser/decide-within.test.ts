import { expect, test } from "vitest";
import { memoryKeep } from "../testing/memory-keep.ts";
import type { Answer } from "../wire/post.ts";
import { createDecide, type Decisions } from "./decide-within.ts";
import { createVisitor } from "./visitor.ts";

function open(mayPersonalize: boolean) {
  const requests: Array<{ path: string; body: Record<string, unknown>; signal: AbortSignal | undefined }> = [];
  const answers: Array<(answer: Answer) => void> = [];
  const timers: Array<() => void> = [];
  const told: Decisions[] = [];
  const visitor = createVisitor(memoryKeep().keep, true);
  visitor.setUserId("ada");
  const decide = createDecide({
    post: (path, body, { signal } = {}) => {
      requests.push({ path, body: body as Record<string, unknown>, signal });
      return new Promise((resolve) => void answers.push(resolve));
    },
    visitor,
    consent: () => ({ analytics: true, personalization: mayPersonalize, marketing: false }),
    context: () => ({ userAgent: "Firefox" }),
    limitMs: 300,
    now: () => 0,
    later: (call) => void timers.push(call),
    onDecided: (decisions) => void told.push(decisions),
  });
  return { decide, requests, answers, timers, told };
}

const answered = (profileId: string | null): Answer => ({
  kind: "answered",
  body: { decisionId: "d1", profileId, placements: { hero: { tacticId: "greeting" } } },
});

test("an answer in time is given to the page and confirmed, so that it counts", async () => {
  const { decide, requests, answers, timers, told } = open(true);
  const decisions = decide(["hero"], { context: { page: "home" } });
  answers[0]!(answered("p1"));
  expect(await decisions).toMatchObject({ decisionId: "d1", outcome: "decided", placements: { hero: {} } });
  for (const call of timers) call();
  expect(requests.map(({ path }) => path)).toEqual(["decide", "decide/confirm"]);
  expect(requests[0]!.body).toMatchObject({
    userId: "ada",
    confirm: true,
    context: { userAgent: "Firefox", page: "home" },
  });
  expect(requests[1]!.body).toEqual({ decisionIds: ["d1"] });
  expect(told).toHaveLength(1);
});

test("past the limit the page goes on without, the request ends, and a late answer is neither shown nor confirmed", async () => {
  const { decide, requests, answers, timers } = open(true);
  const decisions = decide(["hero"]);
  timers[0]!();
  expect(await decisions).toMatchObject({ decisionId: null, outcome: "late", placements: {} });
  expect(requests[0]!.signal?.aborted).toBe(true);
  answers[0]!(answered("p1"));
  await Promise.resolve();
  expect(requests).toHaveLength(1);
});

test("without consent to personalization the request tells nothing of the visitor or the page, and there is nothing to confirm", async () => {
  const { decide, requests, answers } = open(false);
  const decisions = decide(["hero"]);
  answers[0]!(answered(null));
  await decisions;
  expect(requests).toHaveLength(1);
  expect(requests[0]!.body).not.toHaveProperty("userId");
  expect(requests[0]!.body.context).toEqual({ consent: { analytics: true, personalization: false, marketing: false } });
});

test("a failure is an outcome, not an exception", async () => {
  const { decide, answers } = open(true);
  const decisions = decide(["hero"]);
  answers[0]!({ kind: "retry", afterMs: 0, reason: "down" });
  expect(await decisions).toMatchObject({ outcome: "failed", placements: {} });
});
