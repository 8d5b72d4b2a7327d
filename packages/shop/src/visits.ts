import { hourMs } from "@attune/math/time-units";
import { lookAgain, lookAround } from "./browsing.ts";
import { checkOut } from "./checkout.ts";
import type { Shopper } from "./shoppers.ts";
import type { Story } from "./story.ts";
import { typedAddress } from "./traffic-source.ts";
import { addToCart, beginVisit, dwell, type Visit, type VisitStart } from "./visit-state.ts";
import { wireProduct } from "./wire-products.ts";
import type { World } from "./world.ts";

/** One visit, from the first page to the order or to the door. */
export function* visitShop(world: World, shopper: Shopper, start: VisitStart): Story {
  const visit = beginVisit(world, shopper, start);
  if (start.cart) yield* findAgain(visit, start.cart);
  else if (start.backTo) yield* lookAgain(visit, start.backTo.item);
  else yield* lookAround(visit);
  if (visit.cart.length > 0 && !visit.memory.subscribed) yield* checkOut(visit);
  if (visit.cart.length > 0 && !visit.memory.subscribed) yield* goOnElsewhere(visit);
  if (visit.cart.length === 0) yield* thinkAgain(visit, start.backTo?.times ?? 0);
}

/** On the other device the cart is empty: the person looks the things up and puts them in again. */
function* findAgain(visit: Visit, lines: NonNullable<VisitStart["cart"]>): Story {
  const { events, origin, pages } = visit.world.catalogue.kind;
  for (const line of lines) {
    const { item } = line;
    const at = dwell(visit);
    yield visit.browser.open(at, { name: pages.item.name, path: item.url.slice(origin.length), title: item.name });
    yield visit.browser.track(at + 200, events.viewed, wireProduct(item));
    visit.memory.lastLookAt = at + 200;
    yield* addToCart(visit, line);
  }
}

/** The switch `crossDeviceOrders`: some carts left on one device are taken up again on the person's other one within a day. */
function* goOnElsewhere(visit: Visit): Story {
  const { world, shopper, choice, cart } = visit;
  const { crossDeviceOrders } = world.switches;
  const device = shopper.devices.find((other) => other !== visit.device);
  if (!crossDeviceOrders || !device || choice.uniform() >= crossDeviceOrders.share) return;
  const at = visit.at + hourMs + Math.floor(choice.uniform() * 23 * hourMs);
  const start = { id: `${visit.id}x`, at, device, source: typedAddress, cart };
  yield { kind: "begin", at: visit.at, beginsAt: at, tell: () => visitShop(world, shopper, start) };
}

const mostReturns = 2;

/** The switch `secondThoughts`: some who looked at something and left come back to it, on the same device. */
function* thinkAgain(visit: Visit, times: number): Story {
  const { world, shopper, choice, device, lookedAt } = visit;
  const { secondThoughts } = world.switches;
  if (!secondThoughts || lookedAt === null || times === mostReturns || choice.uniform() >= secondThoughts.share) return;
  const at = visit.at + 2 * hourMs + Math.floor(choice.uniform() * 46 * hourMs);
  const start = { id: `${visit.id}r`, at, device, source: typedAddress, backTo: { item: lookedAt, times: times + 1 } };
  yield { kind: "begin", at: visit.at, beginsAt: at, tell: () => visitShop(world, shopper, start) };
}
