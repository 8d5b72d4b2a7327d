import fc from "fast-check";
import { expect, test } from "vitest";
import { createGracePeriod } from "./grace-period.ts";

test("with nobody inside it is released at once", () => {
  const released: string[] = [];
  createGracePeriod<string>((item) => released.push(item)).retire("a");
  expect(released).toEqual(["a"]);
});

test("those who come and go without a pause keep nothing back for ever", () => {
  const released: number[] = [];
  const period = createGracePeriod<number>((item) => released.push(item));
  let last = period.enter();
  for (let item = 0; item < 1_000; item++) {
    period.retire(item);
    const next = period.enter();
    period.leave(last);
    last = next;
    expect(item - released.length).toBeLessThan(3);
  }
});

test("whoever was inside when something was retired has left when it is released, and nothing is forgotten", () => {
  const steps = fc.array(fc.oneof(fc.constant("enter"), fc.constant("retire"), fc.nat(20)), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (taken) => {
      const inside = new Map<number, number>();
      const seenBy = new Map<number, Set<number>>();
      const released = new Set<number>();
      let ids = 0;
      const period = createGracePeriod<number>((item) => {
        expect(released.has(item)).toBe(false);
        for (const person of seenBy.get(item)!) expect(inside.has(person)).toBe(false);
        released.add(item);
      });
      function leave(person: number): void {
        const entered = inside.get(person)!;
        inside.delete(person);
        period.leave(entered);
      }
      for (const step of taken) {
        const id = ids++;
        if (step === "enter") inside.set(id, period.enter());
        else if (step === "retire") {
          seenBy.set(id, new Set(inside.keys()));
          period.retire(id);
        } else if (inside.size > 0) leave([...inside.keys()][Number(step) % inside.size]!);
      }
      for (const person of [...inside.keys()]) leave(person);
      expect(released.size).toBe(seenBy.size);
    }),
  );
});
