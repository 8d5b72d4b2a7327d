import { createRng } from "@attune/math/rng";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import { createAgenda } from "./agenda.ts";
import { createAppeal } from "./appeal.ts";
import { crawl } from "./bots.ts";
import type { Catalogue } from "./catalogue.ts";
import { life } from "./lives.ts";
import { newsletter } from "./newsletter.ts";
import type { SegmentPayload } from "./segment-payload.ts";
import type { Shopper } from "./shoppers.ts";
import { createStock } from "./stock.ts";
import type { Move, Story, Visitor } from "./story.ts";
import type { Switches } from "./switches.ts";
import { demoTruth, type TacticTruth } from "./truth.ts";
import type { Memory, World } from "./world.ts";

export interface SimulationSettings {
  seed: number | string;
  /** First moment, epoch milliseconds. */
  startAt: number;
  days: number;
  catalogue: Catalogue;
  shoppers: readonly Shopper[];
  /** What the tactics do; the demo's truth unless given. */
  truth?: readonly TacticTruth[];
  switches?: Switches;
  /** No decision is asked before this day: the baseline that the tactics are later compared with. Default 0. */
  personalizedFromDay?: number;
  /**
   * Exponent on the mean appeal of a list, relative to the bestsellers, in the probability that something of it is opened.
   * 0 (the default): which items are shown decides what is opened, not how much. Above 0, better recommendations sell more.
   */
  relevance?: number;
}

/** What the shop does next, in the order of time: sends a call, or asks what to show. */
export type SimulatedStep =
  | { kind: "event"; at: number; payload: SegmentPayload }
  | { kind: "ask"; at: number; request: DecideRequest; visitor: Visitor };

/**
 * The shop over the whole period, as steps in the order of time. After an `ask`, the answer goes in by `next(response)`; undefined
 * means that nothing came in time, and the page shows its default. The same settings and answers give the same steps, on any machine.
 */
export function* simulate(settings: SimulationSettings): Generator<SimulatedStep, void, DecideResponse | undefined> {
  const world = createWorld(settings);
  yield* perform(openingStories(world, settings.shoppers), world.endAt);
}

/** Plays all stories in the order of time until `endAt`. */
export function* perform(
  stories: Iterable<Story>,
  endAt: number,
): Generator<SimulatedStep, void, DecideResponse | undefined> {
  const agenda = createAgenda();
  const resume = (story: Story, answer?: DecideResponse) => {
    const { done, value } = story.next(answer);
    if (!done) agenda.add(story, value as Move);
  };
  for (const story of stories) resume(story);
  for (let due = agenda.next(); due && due.move.at < endAt; due = agenda.next()) {
    const { story, move } = due;
    if (move.kind === "ask") {
      resume(story, yield move);
      continue;
    }
    if (move.kind === "event") yield move;
    if (move.kind === "begin") agenda.add(move.tell(), { kind: "wait", at: move.beginsAt });
    resume(story);
  }
}

function* openingStories(world: World, shoppers: readonly Shopper[]): Iterable<Story> {
  for (const shopper of shoppers) {
    yield life(world, shopper);
    if (shopper.consent.marketing) yield newsletter(world, shopper);
  }
  yield crawl(world);
}

/** The stage on which stories are played. */
export function createWorld(settings: SimulationSettings): World {
  const { seed, startAt, days, catalogue, switches = {} } = settings;
  const rng = createRng(`${seed}/${startAt}`);
  const memories = new Map<Shopper, Memory>();
  return {
    rng,
    run: `hh-${rng.fork("run").integer(4_294_967_296).toString(36)}`,
    catalogue,
    appeal: createAppeal(catalogue),
    stock: createStock(rng.fork("stock"), switches.stockOuts),
    truth: new Map((settings.truth ?? demoTruth).map((truth) => [truth.tacticId, truth])),
    switches,
    relevance: settings.relevance ?? 0,
    startAt,
    endAt: startAt + days * 86_400_000,
    personalizedFrom: startAt + (settings.personalizedFromDay ?? 0) * 86_400_000,
    memoryOf(shopper) {
      let memory = memories.get(shopper);
      if (!memory) {
        memory = { visits: 0, orders: 0, identified: shopper.known, loggedInOn: new Set(), exposures: new Map() };
        memories.set(shopper, memory);
      }
      return memory;
    },
  };
}
