import { describe, expect, it } from "vitest";
import { answerWith } from "./answer-with.ts";
import { decideByChance } from "./decide-by-chance.ts";
import type { SegmentPayload } from "./segment-payload.ts";
import { simulate } from "./simulate.ts";
import { type Round, simulateInRounds } from "./simulate-in-rounds.ts";
import { smallShop } from "./small-shop.suite.ts";
import { demoTruth } from "./truth.ts";

const settings = { ...smallShop(), switches: { bots: { visitsPerDay: 5 }, refunds: { share: 0.2, meanDays: 2 } } };
const decide = decideByChance({ seed: 1, truth: demoTruth, holdout: 0.5 });

function roundsOf(): Round[] {
  const rounds: Round[] = [];
  const playing = simulateInRounds(settings);
  let next = playing.next();
  while (!next.done) {
    rounds.push(next.value);
    next = playing.next(next.value.asks.map(({ request, at, visitor }) => decide(request, at, visitor)));
  }
  return rounds;
}

describe("simulateInRounds", () => {
  const rounds = roundsOf();

  it("simulateInRounds() tells the same as simulate(), in far fewer groups than there are decisions", () => {
    const inRounds = rounds.flatMap(({ events }) => events.map(({ payload }) => payload));
    const inTime: SegmentPayload[] = [];
    let decisions = 0;
    for (const step of answerWith(simulate(settings), decide)) {
      if (step.kind === "event") inTime.push(step.payload);
      else decisions += 1;
    }
    const byId = (a: SegmentPayload, b: SegmentPayload) => (a.messageId < b.messageId ? -1 : 1);
    expect(inRounds.toSorted(byId)).toEqual(inTime.toSorted(byId));
    expect(rounds.flatMap(({ asks }) => asks)).toHaveLength(decisions);
    expect(rounds.length).toBeLessThan(decisions / 5);
  });

  it("simulateInRounds() keeps each browser's own order, and the order of time within a round", () => {
    const lastOf = new Map<string, number>();
    for (const { events } of rounds) {
      for (const [index, { at, payload }] of events.entries()) {
        if (index > 0) expect(at).toBeGreaterThanOrEqual(events[index - 1]!.at);
        const who = payload.anonymousId ?? payload.userId!;
        expect(at).toBeGreaterThanOrEqual(lastOf.get(who) ?? 0);
        lastOf.set(who, at);
      }
    }
  });

  it("simulateInRounds() asks for a person at most once a round", () => {
    for (const { asks } of rounds) {
      expect(new Set(asks.map(({ visitor }) => visitor.shopper.shopperId)).size).toBe(asks.length);
    }
  });
});
