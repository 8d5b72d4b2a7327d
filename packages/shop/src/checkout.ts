import { refundLater } from "./refunds.ts";
import type { Story } from "./story.ts";
import { addToCart, ask, choose, dwell, happens, logIn, type Visit } from "./visit-state.ts";
import { wireLine, wireOrder, wireProduct, wireSubscription } from "./wire-products.ts";

/** From the cart to the order, or to the door. */
export function* checkOut(visit: Visit): Story {
  const { browser, luck } = visit;
  const { events, habit, pages, placements } = visit.world.catalogue.kind;
  // Drawn before anything happens: the same luck, whatever the tactics do.
  const attachLuck = luck.uniform();
  const removeLuck = luck.uniform();
  const buyLuck = luck.uniform();
  const hesitateLuck = luck.uniform();
  const turnLuck = luck.uniform();

  const at = dwell(visit);
  yield browser.open(at, pages.basket);
  yield browser.track(at + 200, events.basket, { cart_id: `cart-${visit.id}`, products: visit.cart.map(wireLine) });
  visit.at = at + 300;
  yield* ask(visit, placements.basket);
  yield* attachMaybe(visit, attachLuck);
  yield* removeMaybe(visit, removeLuck);

  if (happens(visit, "buy", habit.buy, buyLuck)) {
    yield* startCheckout(visit);
    yield* order(visit);
    return;
  }
  if (hesitateLuck < habit.beginsInVain) yield* startCheckout(visit);
  dwell(visit);
  yield* ask(visit, placements.leaving);
  if (happens(visit, "buy", habit.turnsRound, turnLuck)) {
    yield* startCheckout(visit);
    yield* order(visit);
  }
}

function* attachMaybe(visit: Visit, luck: number): Story {
  const { catalogue, stock } = visit.world;
  const offered = visit.asked.get(catalogue.kind.placements.basket) ?? [];
  const item = choose(visit, offered.length > 0 ? offered : catalogue.byCategory.get(visit.cart[0]!.item.category)!);
  if (!stock.isAvailable(item.itemId, visit.at)) return;
  if (happens(visit, "attach", catalogue.kind.habit.attach, luck)) yield* addToCart(visit, { item, quantity: 1 });
}

function* removeMaybe(visit: Visit, luck: number): Story {
  const { events, habit } = visit.world.catalogue.kind;
  if (luck >= habit.removes || visit.cart.length < 2) return;
  const { item, quantity } = visit.cart.pop()!;
  yield visit.browser.track(dwell(visit), events.removed, {
    ...wireProduct(item),
    cart_id: `cart-${visit.id}`,
    quantity,
  });
}

function* startCheckout(visit: Visit): Story {
  const { browser, cart } = visit;
  const { events, pages } = visit.world.catalogue.kind;
  const at = dwell(visit);
  yield browser.open(at, pages.checkout);
  yield browser.track(at + 200, events.begun, { currency: "EUR", products: cart.map(wireLine) });
  visit.at = at + 300;
}

/** The order. Whoever buys gives an e-mail address, and so becomes known. */
function* order(visit: Visit): Story {
  const { browser, cart, world, memory } = visit;
  const { plan, completed } = world.catalogue.kind;
  if (!browser.isLoggedIn) yield* logIn(visit);
  const orderId = `${world.run}-${visit.id}`;
  const properties =
    plan === undefined ? wireOrder(orderId, cart, visit.discount) : wireSubscription(orderId, plan, visit.discount);
  const at = dwell(visit);
  if (plan !== undefined) memory.subscribed = true;
  if (completed !== undefined) yield browser.track(at, completed, properties);
  yield browser.track(at, "Order Completed", properties);
  yield* refundLater(visit, properties);
  visit.cart = [];
}
