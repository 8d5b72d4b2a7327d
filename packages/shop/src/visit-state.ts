import type { Rng } from "@attune/math/rng";
import { hourMs } from "@attune/math/time-units";
import type { DecideResponse } from "@attune/model/decision";
import { type Browser, openBrowser } from "./browser.ts";
import type { ShopItem } from "./catalogue.ts";
import { drawExponential, drawWeighted } from "./draws.ts";
import { expose } from "./exposures.ts";
import type { Shopper, ShopperDevice } from "./shoppers.ts";
import type { Move, Story } from "./story.ts";
import type { TrafficSource } from "./traffic-source.ts";
import { type Stage, stageLift, stages } from "./truth.ts";
import { type CartLine, wireProduct } from "./wire-products.ts";
import type { Memory, World } from "./world.ts";

const meanDwellMs = 35_000;
const longestDwellMs = 180_000;
/** How long a visitor counts as new. */
const newForMs = 12 * hourMs;

/** A visit under way. */
export interface Visit {
  id: string;
  world: World;
  shopper: Shopper;
  memory: Memory;
  device: ShopperDevice;
  browser: Browser;
  at: number;
  cart: CartLine[];
  /** What they looked at last in this visit. */
  lookedAt: ShopItem | null;
  /** What the tactics shown so far do to each stage: a factor on its probability. */
  factors: Record<Stage, number>;
  discount: number;
  /** Placements asked in this visit: the page keeps an answer for the visit, as an SDK with a session cache does. */
  asked: Map<string, readonly ShopItem[]>;
  /**
   * One sequence for what the person wants, another for which thing, another for how long they look. Every stage draws as many
   * numbers whether or not it happens, so that a person meets the same luck with a tactic as without: see `true-lift.ts`.
   */
  luck: Rng;
  choice: Rng;
  pace: Rng;
}

/** Who comes how: all that is settled before the first page. */
export interface VisitStart {
  /** Unique within the run. */
  id: string;
  at: number;
  device: ShopperDevice;
  source: TrafficSource;
  /** What they left in a cart on another device and have come back for. */
  cart?: CartLine[];
  /** What they looked at before and have come back to, for the how manieth time. */
  backTo?: { item: ShopItem; times: number };
}

/** The person comes in: the page is not open yet. */
export function beginVisit(world: World, shopper: Shopper, start: VisitStart): Visit {
  const memory = world.memoryOf(shopper);
  const rng = world.rng.fork(start.id);
  const { anonymousId } = start.device;
  if (!memory.firstSeenOn.has(anonymousId)) memory.firstSeenOn.set(anonymousId, start.at);
  return {
    id: start.id,
    world,
    shopper,
    memory,
    device: start.device,
    browser: openBrowser({
      visitId: `${world.run}-${start.id}`,
      kind: world.catalogue.kind,
      shopper,
      device: start.device,
      source: start.source,
      loggedIn: memory.loggedInOn.has(anonymousId),
    }),
    at: start.at,
    cart: [],
    lookedAt: null,
    factors: { view: 1, add: 1, attach: 1, buy: 1 },
    discount: 0,
    asked: new Map(),
    luck: rng.fork("luck"),
    choice: rng.fork("choice"),
    pace: rng.fork("pace"),
  };
}

/** Lets the person look at the page for a while: never shorter than a second, never longer than three minutes. */
export function dwell(visit: Visit): number {
  visit.at += 1000 + Math.round(Math.min(drawExponential(visit.pace, meanDwellMs), longestDwellMs));
  return visit.at;
}

/** Whether a stage of the funnel happens, given the person's luck (a uniform draw), as far as the tactics moved it. */
export function happens(visit: Visit, stage: Stage, probability: number, luck: number): boolean {
  return luck < Math.min(0.97, probability * visit.factors[stage]);
}

/** Asks the engine what to show at the placement, once a visit, and lets what is shown work on the person. */
export function* ask(visit: Visit, placementId: string): Generator<Move, void, DecideResponse | undefined> {
  const { world, browser, shopper } = visit;
  if (visit.at < world.personalizedFrom || visit.asked.has(placementId)) return;
  const answer = yield {
    kind: "ask",
    at: visit.at,
    request: {
      anonymousId: visit.device.anonymousId,
      ...(browser.isLoggedIn ? { userId: shopper.account.userId } : {}),
      placements: [placementId],
      context: browser.decisionContext(),
    },
    visitor: {
      shopper,
      device: visit.device.kind,
      isNew: visit.at - knownSince(visit) < newForMs,
      itemsInCart: visit.cart.length,
    },
  };
  const shown = answer?.placements[placementId];
  const items = (shown?.items ?? []).flatMap(({ itemId }) => world.catalogue.byId.get(itemId) ?? []);
  visit.asked.set(placementId, items);
  if (shown?.tacticId && !shown.holdout) feel(visit, shown.tacticId, shown.variantId);
}

/** Since when the shop knows who is in front of it, by the device or by the login. */
function knownSince({ memory, device, browser }: Visit): number {
  const onDevice = memory.firstSeenOn.get(device.anonymousId)!;
  return browser.isLoggedIn ? Math.min(onDevice, memory.accountSince) : onDevice;
}

/** The true effect of a tactic that is shown: it moves the stages for the rest of the visit. */
function feel(visit: Visit, tacticId: string, variantId: string | null): void {
  const truth = visit.world.truth.get(tacticId);
  if (!truth) return;
  const { exposures, lastLookAt } = visit.memory;
  const strength = expose(exposures, { tacticId, at: visit.at, lastLookAt }, visit.world.switches);
  for (const stage of stages) {
    const lift = stageLift(truth, { segment: visit.shopper.segment, variantId, stage });
    visit.factors[stage] *= Math.max(0, 1 + strength * lift);
  }
  visit.discount = Math.max(visit.discount, truth.discount ?? 0);
}

/** Which item of the list draws the person. */
export function choose(visit: Visit, list: readonly ShopItem[]): ShopItem {
  return drawWeighted(visit.choice, list, (item) => visit.world.appeal(visit.shopper, item));
}

/** Logs in on this device; from now on the shop knows who it is. */
export function* logIn(visit: Visit): Story {
  const { browser, memory, device } = visit;
  memory.identified = true;
  memory.loggedInOn.add(device.anonymousId);
  memory.accountSince = Math.min(memory.accountSince, memory.firstSeenOn.get(device.anonymousId)!);
  yield browser.logIn(dwell(visit));
}

/** Puts the line in the cart, unless the item is in it. */
export function* addToCart(visit: Visit, line: CartLine): Story {
  if (visit.cart.some(({ item }) => item === line.item)) return;
  visit.cart.push(line);
  yield visit.browser.track(dwell(visit), visit.world.catalogue.kind.events.added, {
    ...wireProduct(line.item),
    cart_id: `cart-${visit.id}`,
    quantity: line.quantity,
  });
}
