import { emptyProfile } from "@attune/model/empty-profile";
import { keptEntries, type Profile, type Showing } from "@attune/model/profile";
import type { Cap } from "@attune/model/restraint";
import type { Playbook, Tactic } from "@attune/model/tactic";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrangePlaybook } from "./arrange-playbook.ts";
import { decide } from "./decide.ts";
import { emptyItemLists } from "./item-lists.ts";

const hourMs = 3_600_000;
const begin = Date.parse("2026-05-03T10:00:00Z");

const caps = fc.option(
  fc.array(
    fc.record({
      atMost: fc.integer({ min: 1, max: 4 }),
      withinMs: fc.integer({ min: 1, max: 48 }).map((h) => h * hourMs),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  { nil: undefined },
);

const book = fc
  .record({
    tactics: fc.array(fc.record({ placementId: fc.constantFrom("hero", "mail"), caps }), {
      minLength: 1,
      maxLength: 4,
    }),
    hero: caps,
    everywhere: caps,
    email: caps,
  })
  .map(
    ({ tactics, hero, everywhere, email }): Playbook => ({
      holdout: 0,
      placements: {
        hero: { placementId: "hero", default: { content: {} }, ...capsOf(hero) },
        mail: { placementId: "mail", default: { content: {} }, channel: "email" },
      },
      tactics: tactics.map(
        ({ placementId, caps: own }, i): Tactic => ({
          tacticId: `t${i}`,
          name: `t${i}`,
          placementId,
          content: {},
          priority: 9 - i,
          holdout: i % 2 === 0 ? 0 : 0.5,
          windowDays: 7,
          ...capsOf(own),
        }),
      ),
      restraint: {
        ...(everywhere === undefined ? {} : { everywhere: { caps: everywhere } }),
        ...(email === undefined ? {} : { channels: { email: { caps: email } } }),
      },
    }),
  );

function capsOf(list: Cap[] | undefined): { caps?: Cap[] } {
  return list === undefined ? {} : { caps: list };
}

/** Every cap with what it counts, written down a second time and without any arrangement. */
function allCaps({ tactics, placements, restraint = {} }: Playbook): Array<[Cap, (showing: Showing) => boolean]> {
  return [
    ...tactics.flatMap(({ tacticId, caps: own = [] }) =>
      own.map((cap): [Cap, (s: Showing) => boolean] => [cap, (s) => s.tacticId === tacticId]),
    ),
    ...(placements.hero?.caps ?? []).map((cap): [Cap, (s: Showing) => boolean] => [
      cap,
      (s) => s.placementId === "hero",
    ]),
    ...(restraint.everywhere?.caps ?? []).map((cap): [Cap, (s: Showing) => boolean] => [cap, () => true]),
    ...(restraint.channels?.email?.caps ?? []).map((cap): [Cap, (s: Showing) => boolean] => [
      cap,
      (s) => s.channel === "email",
    ]),
  ];
}

const moments = fc.array(fc.record({ gapMinutes: fc.integer({ min: 0, max: 600 }), both: fc.boolean() }), {
  minLength: 5,
  maxLength: 25,
});

describe("restraint", () => {
  it("never lets a window hold more than its cap, and withholds nothing that every cap has room for", () => {
    fc.assert(
      fc.property(book, moments, (playbook, steps) => {
        const arranged = arrangePlaybook(playbook);
        const shown: Showing[] = [];
        let now = begin;
        for (const { gapMinutes, both } of steps) {
          now += gapMinutes * 60_000;
          const placements = both ? ["hero", "mail"] : ["mail"];
          const asked = now;
          const { record } = decide({ anonymousId: "a", placements }, situation(arranged, shown, asked));
          for (const placementId of placements) {
            // The first tactic of the placement for which no cap is full, by the definition.
            const expected = playbook.tactics.find((tactic) => {
              if (tactic.placementId !== placementId) return false;
              const next = {
                at: asked,
                offset: 0,
                tacticId: tactic.tacticId,
                placementId,
                channel: channelOf(placementId),
              };
              return allCaps(playbook).every(
                ([{ atMost, withinMs }, counts]) =>
                  !counts(next) || shown.filter((s) => s.at > asked - withinMs && counts(s)).length < atMost,
              );
            });
            const won = record?.opportunities.find((one) => one.placementId === placementId);
            expect(won?.tacticId).toBe(expected?.tacticId);
            if (expected !== undefined)
              shown.push({
                at: asked,
                offset: shown.length,
                tacticId: expected.tacticId,
                placementId,
                channel: channelOf(placementId),
              });
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("withholds what it cannot count: a window that reaches beyond the kept showings", () => {
    const hero = { placementId: "hero", default: { content: {} } };
    const tactic = {
      tacticId: "rare",
      name: "",
      placementId: "hero",
      content: {},
      priority: 0,
      holdout: 0,
      windowDays: 7,
    };
    const playbook: Playbook = {
      holdout: 0,
      placements: { hero },
      tactics: [{ ...tactic, caps: [{ atMost: 1, withinMs: 48 * hourMs }] }],
    };
    const others = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        at: begin - 1_000 + i,
        offset: i,
        tacticId: "other",
        placementId: "hero",
        channel: "web",
      }));
    const wins = (count: number) =>
      decide({ placements: ["hero"] }, situation(arrangePlaybook(playbook), others(count), begin)).record !== null;
    expect([wins(keptEntries.showings - 1), wins(keptEntries.showings)]).toEqual([true, false]);
  });
});

function channelOf(placementId: string): string {
  return placementId === "mail" ? "email" : "web";
}

function situation(playbook: ReturnType<typeof arrangePlaybook>, showings: Showing[], now: number) {
  return {
    decisionId: "d",
    now,
    today: Math.floor(now / 86_400_000),
    identifiers: [],
    profile: person(showings),
    profileId: "p",
    actor: "person" as const,
    device: undefined,
    channel: undefined,
    personalizationAllowed: true,
    playbook,
    lists: emptyItemLists,
  };
}

function person(showings: Showing[]): Profile {
  const known = { createdOffset: 1, lastOffset: 1, firstSeenAt: begin, lastSeenAt: begin };
  return { ...emptyProfile("p"), ...known, showings: showings.slice(-keptEntries.showings) };
}
