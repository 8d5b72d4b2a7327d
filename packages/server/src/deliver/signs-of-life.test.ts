import { describe, expect, it } from "vitest";
import { type SignsOfLife, signsOfLife } from "./signs-of-life.ts";

const patience = { everyMs: 1_000, silentLooks: 3, startingLooks: 10, messageMs: 5_000, atOnce: 2 };
const looks = (signs: SignsOfLife, count: number) => Array.from({ length: count }, () => signs.whyHung());

describe("signsOfLife", () => {
  it("a process without orders may say nothing for ever", () => {
    expect(looks(signsOfLife(patience), 1_000).every((why) => why === null)).toBe(true);
  });

  it("one with an order hangs after three looks without a word, and any word begins anew", () => {
    const signs = signsOfLife(patience);
    signs.heard([]);
    signs.told([1]);
    expect(looks(signs, 3)).toEqual([null, null, null]);
    signs.heard([]);
    expect(looks(signs, 4)).toEqual([null, null, null, "it said nothing for 3 s"]);
  });

  it("one that has not said a word yet is starting, which may take longer", () => {
    const signs = signsOfLife({ ...patience, messageMs: 60_000 });
    signs.told([1]);
    expect(looks(signs, 11).map((why) => why !== null)).toEqual([...Array(10).fill(false), true]);
  });

  it("one that lives may take as long as its orders take one after the other, and no longer", () => {
    const lookWhileItLives = (orders: number) => {
      const signs = signsOfLife(patience);
      signs.told(Array.from({ length: orders }, (_, id) => id));
      for (let count = 0; count < 100; count += 1) {
        const why = signs.whyHung();
        if (why !== null) return [count, why];
        signs.heard([]);
      }
      return null;
    };
    expect(lookWhileItLives(1)).toEqual([6, "it left a message unanswered for 5 s"]);
    // Two at once: five orders are three rounds of five seconds.
    expect(lookWhileItLives(5)).toEqual([16, "it left a message unanswered for 15 s"]);
  });

  it("what is answered no longer counts", () => {
    const signs = signsOfLife(patience);
    signs.told([1, 2]);
    looks(signs, 3);
    signs.heard([1, 2]);
    expect(looks(signs, 100).every((why) => why === null)).toBe(true);
  });
});
