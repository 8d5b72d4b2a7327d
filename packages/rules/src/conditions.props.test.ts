import type { Condition, SequenceCondition, SequenceStep } from "@attune/model/condition";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atHour, type CasePerson, viewOfCase } from "./case-person.suite.ts";
import { hourMs } from "./count-events.ts";
import { matchSequence } from "./match-sequence.ts";
import { nextChangeAt, viewAt } from "./next-change-at.ts";
import { parseCondition } from "./parse-condition.ts";
import type { PersonView } from "./person-view.ts";
import { truthOf } from "./truth-of.ts";

const names = ["A", "B", "C"];
const hour = fc.integer({ min: 0, max: 400 }).map((quarters) => quarters / 2);
const zone = fc.constantFrom("UTC", "America/New_York", "Asia/Kathmandu", "Europe/Berlin");

const person: fc.Arbitrary<CasePerson> = fc.record(
  {
    now: fc.integer({ min: 100, max: 260 }),
    timeZone: zone,
    events: fc
      .array(fc.tuple(hour, fc.constantFrom(...names)), { maxLength: 12 })
      .map((list) => list.sort((a, b) => a[0] - b[0])),
    touches: fc
      .array(fc.tuple(hour, fc.constantFrom("view" as const, "cart" as const), fc.constantFrom("x", "y")), {
        maxLength: 8,
      })
      .map((list) => list.sort((a, b) => a[0] - b[0])),
    segments: fc.record({ s: fc.record({ isMember: fc.boolean(), since: hour, changesAt: hour }) }),
    scores: fc.record({ m: fc.record({ value: fc.constantFrom(0.2, 0.8), at: hour }) }),
  },
  { requiredKeys: ["now", "timeZone", "events", "touches"] },
);

const window = fc.oneof(
  fc.record({ withinDays: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ withinHours: fc.integer({ min: 1, max: 80 }) }),
  fc.constant({}),
);
const step: fc.Arbitrary<SequenceStep> = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom(0, 1, 2), window)
  .map(([event, times, within]) =>
    times === 0 ? { event, atMost: 0, ...within } : { event, atLeast: times, ...within },
  );
const sequence = fc
  .tuple(fc.array(step, { minLength: 1, maxLength: 4 }), window)
  .map(([steps, within]): SequenceCondition => ({ sequence: steps, ...within }))
  .filter((condition) => parseCondition(condition, "when").ok);

const bounds = fc.constantFrom({ atLeast: 1 }, { atLeast: 2 }, { atMost: 0 }, { atMost: 2 }, { atLeast: 1, atMost: 3 });
const clause: fc.Arbitrary<Condition> = fc.oneof(
  fc.tuple(fc.constantFrom(...names), bounds, window).map(([event, b, w]) => ({ event, ...b, ...w })),
  fc.tuple(fc.constantFrom(...names), bounds).map(([daysSince, b]) => ({ daysSince, ...b })),
  fc.tuple(fc.constantFrom(...names), bounds).map(([hoursSince, b]) => ({ hoursSince, ...b })),
  fc.tuple(bounds, window).map(([b, w]) => ({ touched: "view" as const, ...b, ...w })),
  fc.tuple(bounds, window).map(([b, w]) => ({ touched: "any" as const, sameItem: true as const, ...b, ...w })),
  sequence,
  fc.constantFrom<Condition>(
    { segment: "s" },
    { segment: "s", forDays: 2 },
    { score: "m", atLeast: 0.5, maxAgeDays: 2 },
    { time: "18:00-23:00" },
    { time: "22:30-02:15" },
    { weekday: ["sat", "sun"] },
    { visitor: "new" },
  ),
);
const condition = fc.oneof(
  clause,
  clause.map((part): Condition => ({ not: part })),
  fc.array(clause, { minLength: 2, maxLength: 3 }).map((all): Condition => ({ all })),
  fc.array(clause, { minLength: 2, maxLength: 3 }).map((any): Condition => ({ any })),
);

describe("conditions on random people", () => {
  it("what is answered from a bounded profile is what the whole history answers, or undetermined", () => {
    fc.assert(
      fc.property(person, condition, fc.integer({ min: 0, max: 200 }), (somebody, asked, lostBefore) => {
        const whole = truthOf(asked, viewOfCase(somebody));
        const touches = somebody.touches?.filter(([at]) => at > lostBefore) ?? [];
        const bounded = truthOf(asked, viewOfCase({ ...somebody, touches, lostBefore }));
        if (bounded !== 0) expect(bounded).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });

  it("nextChangeAt is the first moment at which the answer is another one", () => {
    fc.assert(
      fc.property(person, condition, fc.option(fc.integer({ min: 0, max: 150 })), (somebody, asked, lostBefore) => {
        const base = viewOfCase(lostBefore === null ? somebody : { ...somebody, lostBefore });
        const view = {
          ...base,
          newUntilAt: atHour(130),
          visitor: base.now < atHour(130) ? ("new" as const) : ("returning" as const),
        };
        const answer = truthOf(asked, view);
        const at = nextChangeAt(asked, view);
        const until = at ?? view.now + 30 * 24 * hourMs;
        for (let i = 0; i < 25; i++) {
          const between = view.now + Math.floor(((until - 1 - view.now) * i) / 24);
          expect(truthOf(asked, viewAt(view, between))).toBe(answer);
        }
        if (at !== null) expect(truthOf(asked, viewAt(view, at))).not.toBe(answer);
      }),
      { numRuns: 300 },
    );
  });

  it("a sequence is matched where trying every choice of events finds a match", () => {
    fc.assert(
      fc.property(person, sequence, (somebody, asked) => {
        const view = viewOfCase(somebody);
        expect(matchSequence(asked, view)).toBe(existsByTrying(asked, view) ? 1 : -1);
      }),
      { numRuns: 300 },
    );
  });
});

/** The definition, word by word: tries every choice of the events that do a step. */
function existsByTrying({ sequence: steps, ...within }: SequenceCondition, { events, now }: PersonView): boolean {
  const list = (events?.list ?? []).filter(({ at }) => at <= now!);
  const span = ({ withinDays, withinHours }: { withinDays?: number; withinHours?: number }) =>
    withinHours !== undefined
      ? withinHours * hourMs
      : withinDays !== undefined
        ? withinDays * 24 * hourMs
        : Number.POSITIVE_INFINITY;
  const nameOf = (s: SequenceStep) => ("event" in s ? s.event : "");

  const from = (s: number, end: number, anchorAt: number, first: number, pending: SequenceStep | null): boolean => {
    if (s === steps.length) {
      if (pending !== null) {
        const until = span(pending) === Number.POSITIVE_INFINITY ? now! : list[end]!.at + span(pending);
        if (until > now! || list.some((e, i) => i > end && e.at <= until && e.name === nameOf(pending))) return false;
      }
      return now! - list[first]!.at < span(within);
    }
    const asked = steps[s]!;
    if (asked.atMost === 0) {
      const away = span(asked);
      return from(
        s + 1,
        end,
        end < 0 || away === Number.POSITIVE_INFINITY ? anchorAt : list[end]!.at + away,
        first,
        asked,
      );
    }
    return choices(list, nameOf(asked), asked.atLeast ?? 1, end + 1).some((chosen) => {
      const [start, last] = [chosen[0]!, chosen.at(-1)!];
      if (end < 0) {
        if (list[last]!.at - list[start]!.at > span(asked)) return false;
        const before = (e: { at: number; name: string }, i: number) =>
          pending !== null && i < start && e.name === nameOf(pending) && e.at >= list[start]!.at - span(pending);
        if (list.some(before)) return false;
        return from(s + 1, last, list[last]!.at, start, null);
      }
      if (list[start]!.at < anchorAt || list[last]!.at - anchorAt > span(asked)) return false;
      const closesAt =
        pending === null ? 0 : span(pending) === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : anchorAt;
      const between = (e: { at: number; name: string }, i: number) =>
        pending !== null && i > end && i < last && e.at <= closesAt && e.name === nameOf(pending);
      if (list.some(between)) return false;
      return from(s + 1, last, list[last]!.at, first, null);
    });
  };
  return from(0, -1, Number.NEGATIVE_INFINITY, -1, null);
}

/** Every choice of so many events of a name, ascending. */
function choices(list: readonly { name: string }[], name: string, times: number, from: number): number[][] {
  if (times === 0) return [[]];
  return list.flatMap((entry, i) =>
    i < from || entry.name !== name ? [] : choices(list, name, times - 1, i + 1).map((rest) => [i, ...rest]),
  );
}
