import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createQuestions } from "./questions.ts";

let at = 0;
const later = (ms: number) => {
  at += ms;
  vi.advanceTimersByTime(ms);
};
beforeEach(() => {
  at = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
}

const funnel = "GET /v1/measure/funnel";
const signal = () => new AbortController().signal;

test("a question is told once it took a second, with how long it takes, and no longer when it is answered", () => {
  const questions = createQuestions(() => at, memory());
  const changed = vi.fn();
  questions.subscribe(changed);
  const asked = questions.ask(funnel, signal());
  later(900);
  expect(questions.long()).toEqual([]);
  expect(changed).not.toHaveBeenCalled();
  later(350);
  expect(questions.long()).toMatchObject([{ elapsedMs: 1_250, lastMs: null }]);
  later(1_000);
  expect(questions.long()).toMatchObject([{ elapsedMs: 2_250 }]);
  asked.end(true);
  expect(questions.long()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test("what the same question took last is known on the next page; that of another one is not", () => {
  const kept = memory();
  const before = createQuestions(() => at, kept);
  const asked = before.ask(funnel, signal());
  later(2_400);
  asked.end(true);

  const questions = createQuestions(() => at, kept);
  questions.ask(funnel, signal());
  questions.ask("GET /v1/guide", signal());
  later(1_500);
  expect(questions.long().map(({ lastMs }) => lastMs)).toEqual([2_400, null]);
});

test("what is kept on the device does not say what was asked", () => {
  const kept = memory();
  const questions = createQuestions(() => at, kept);
  const asked = questions.ask("GET /v1/profiles/email/ada@example.com", signal());
  later(2_000);
  asked.end(true);
  expect(kept.getItem("attune-question-times")).toMatch(/^\[\["[0-9a-z]+",2000\]\]$/);
});

test("what failed or was left says nothing of how long the answer takes", () => {
  const questions = createQuestions(() => at, memory());
  const asked = questions.ask(funnel, signal());
  later(5_000);
  asked.end(false);
  questions.ask(funnel, signal());
  later(1_000);
  expect(questions.long()).toMatchObject([{ lastMs: null }]);
});

test("an answer that is shown is renewed without a word", () => {
  const questions = createQuestions(() => at, memory());
  questions.ask(funnel, signal()).end(true);
  questions.ask(funnel, signal());
  later(3_000);
  expect(questions.long()).toEqual([]);
});

test("a question can be left, and so it is when its asker looks away; what is done cannot", () => {
  const questions = createQuestions(() => at, null);
  const outer = new AbortController();
  const asked = questions.ask(funnel, outer.signal);
  const other = questions.ask("GET /v1/guide", signal());
  const act = questions.ask("POST /v1/playbook/apply", undefined);
  later(1_000);
  const [first, second, third] = questions.long();
  expect(third?.leave).toBeNull();
  second?.leave?.();
  expect([other.signal.aborted, other.isLeft(), act.signal.aborted]).toEqual([true, true, false]);
  expect(first?.leave).not.toBeNull();
  outer.abort();
  expect([asked.signal.aborted, asked.isLeft()]).toEqual([true, false]);
});

test("a device that keeps nothing, or something else, is no hindrance", () => {
  const full = {
    getItem: () => "{not json",
    setItem: () => {
      throw new Error("full");
    },
  };
  const questions = createQuestions(() => at, full);
  const asked = questions.ask(funnel, signal());
  later(2_000);
  expect(() => asked.end(true)).not.toThrow();
});
