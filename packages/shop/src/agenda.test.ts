import fc from "fast-check";
import { expect, it } from "vitest";
import { createAgenda } from "./agenda.ts";
import type { Story } from "./story.ts";

const idle = (function* (): Story {})();

it("createAgenda() gives back what was added in the order of time, and in the order of adding where times are equal", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const agenda = createAgenda();
      for (const at of times) agenda.add(idle, { kind: "wait", at });
      const taken = times.map(() => agenda.next()!);
      const expected = times.map((at, number) => ({ at, number })).sort((a, b) => a.at - b.at || a.number - b.number);
      expect(taken.map(({ move, number }) => ({ at: move.at, number }))).toEqual(expected);
      expect(agenda.next()).toBeUndefined();
    }),
  );
});
