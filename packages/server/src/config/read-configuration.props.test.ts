import { hasCode } from "@attune/model/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostilePlaybooks } from "./hostile-playbooks.suite.ts";
import { readConfiguration } from "./read-configuration.ts";

/** Whether what holds the place that is named is there; itself it may be what is missing. Names may hold points. */
function isNear(at: unknown, path: string): boolean {
  if (typeof at !== "object" || at === null) return false;
  if (!/[.[]/.test(path.slice(1))) return true;
  const keys = Object.keys(at).map((key) => (Array.isArray(at) ? `[${key}]` : key));
  return keys.some((key, place) => {
    if (path === key) return true;
    const rest = path.startsWith(`${key}.`) ? path.slice(key.length + 1) : path.slice(key.length);
    if (!path.startsWith(key) || !(path[key.length] === "." || path[key.length] === "[")) return false;
    return isNear(Object.values(at)[place], rest);
  });
}

const runs = Number(process.env.ATTUNE_RUNS ?? 250);

describe("a file that nobody meant", () => {
  it("is read, or refused with the place of what is wrong, in no time; and no other way", {
    timeout: 3_600_000,
  }, () => {
    fc.assert(
      fc.property(hostilePlaybooks, ({ value, text }) => {
        const from = performance.now();
        try {
          readConfiguration(text);
        } catch (error) {
          if (!hasCode(error, "bad-request")) throw error;
          const { message, path } = error as Error & { path?: string };
          expect(message).toMatch(/^attune\.yaml: ./);
          expect(message.length).toBeLessThan(2_000);
          if (path !== undefined && !isNear(value, path)) throw new Error(`There is no ${path}: ${message}`);
        }
        expect(performance.now() - from).toBeLessThan(2_000);
      }),
      { numRuns: runs },
    );
  });
});
