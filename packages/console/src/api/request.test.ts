import { expect, test, vi } from "vitest";
import { questions } from "./questions.ts";
import { isPassing, request, toRequestError } from "./request.ts";

test("the server's code and words are kept, with the remedy of the catalogue", () => {
  const error = toRequestError("/v1/measure/totals", 503, {
    error: { code: "analytics-unavailable", message: "The analytics process is down.", requestId: "r1" },
  });
  expect(error.code).toBe("analytics-unavailable");
  expect(error.message).toBe("The analytics process is down.");
  expect(error.requestId).toBe("r1");
  expect(error.remedy).toContain("Collecting and deciding go on");
  expect(isPassing(error)).toBe(true);
});

test("an answer of another shape falls back on its status", () => {
  expect(toRequestError("/v1/x", 401, undefined).code).toBe("bad-credentials");
  expect(toRequestError("/v1/x", 404, "gone").code).toBe("not-found");
  expect(toRequestError("/v1/x", 502, undefined).code).toBe("unreachable");
  expect(toRequestError("/v1/x", 418, {}).code).toBe("unexpected-answer");
});

test("a code that this release does not know is not taken for one it knows", () => {
  expect(toRequestError("/v1/x", 500, { error: { code: "made-up", message: "m" } }).code).toBe("internal");
});

test("only trouble that passes is worth another try", () => {
  expect(isPassing(toRequestError("/v1/x", 404, undefined))).toBe(false);
  expect(isPassing(toRequestError("/v1/x", 502, undefined))).toBe(true);
  expect(isPassing(new Error("other"))).toBe(false);
});

test("a question that is left is no trouble that passes, and says that nobody waited", async () => {
  const pending = (_: unknown, { signal }: RequestInit) =>
    new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  vi.stubGlobal("fetch", pending);
  vi.useFakeTimers();
  try {
    const answer = request("/v1/measure/funnel?by=device", { signal: new AbortController().signal });
    const refused = expect(answer).rejects.toMatchObject({
      code: "left",
      message: "You did not wait for this answer.",
    });
    vi.advanceTimersByTime(1_500);
    questions.long()[0]?.leave?.();
    await refused;
    expect(isPassing(await answer.catch((error) => error))).toBe(false);
    expect(questions.long()).toEqual([]);
  } finally {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  }
});
