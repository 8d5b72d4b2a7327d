import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { readBody } from "./read-body.ts";

const timeouts = { idleMs: 60, totalMs: 200 };
const codeOf = (error: unknown) => (error as { code: string }).code;

test("a body that stops coming is given up after the idle time, a drip after the total time", async () => {
  const silent = new PassThrough();
  silent.write("x");
  expect(await readBody(silent, () => {}, timeouts).catch(codeOf)).toBe("request-timeout");
  const dripping = new PassThrough();
  const drip = setInterval(() => dripping.write("x"), 15);
  expect(await readBody(dripping, () => {}, timeouts).catch(codeOf)).toBe("request-timeout");
  clearInterval(drip);
});

test("bytes are reserved as they come, and a refusal ends the reading", async () => {
  const reserved: number[] = [];
  const body = new PassThrough();
  const reading = readBody(body, (bytes) => void reserved.push(bytes), timeouts);
  body.write("abc");
  body.end("de");
  expect(String(await reading)).toBe("abcde");
  expect(reserved.reduce((sum, bytes) => sum + bytes, 0)).toBe(5);
  const refused = new PassThrough();
  refused.write("abc");
  const refuse = () => {
    throw Object.assign(new Error("full"), { code: "overloaded" });
  };
  expect(await readBody(refused, refuse, timeouts).catch(codeOf)).toBe("overloaded");
});
