import { refundLater } from "./refunds.ts";
import type { Story } from "./story.ts";
import { addToCart, ask, choose, dwell, happens, logIn, type Visit } from "./visit-state.ts";
import { wireLine, wireOrder, wireProduct } from "./wire-products.ts";

/** What happens between the cart and the door, for an average visitor whom nothing moves. */
const habit = {
  /** Adds a second thing from the cart page. */
  attach: 0.2,
  removes: 0.1,
  /** Pays, of those with a cart; given up at the door, a few turn round. */
  buy: 0.5,
  turnsRound: 0.08,
  /** Of those who do not buy, how many went as far as the checkout. */
  checkoutWithoutOrder: 0.35,
} as const;

/** From the cart to the order, or to the door. */
export function* checkOut(visit: Visit): Story {
  const { browser, luck } = visit;
  // Drawn before anything happens: the same luck, whatever the tactics do.
  const attachLuck = luck.uniform();
  const removeLuck = luck.uniform();
  const buyLuck = luck.uniform();
  const hesitateLuck = luck.uniform();
  const turnLuck = luck.uniform();

  const at = dwell(visit);
  yield browser.open(at, { name: "Cart", path: "/cart", title: "Your cart" });
  yield browser.track(at + 200, "Cart Viewed", { cart_id: `cart-${visit.id}`, products: visit.cart.map(wireLine) });
  visit.at = at + 300;
  yield* ask(visit, "cart-cross-sell");
  yield* attachMaybe(visit, attachLuck);
  yield* removeMaybe(visit, removeLuck);

  if (happens(visit, "buy", habit.buy, buyLuck)) {
    yield* startCheckout(visit);
    yield* order(visit);
    return;
  }
  if (hesitateLuck < habit.checkoutWithoutOrder) yield* startCheckout(visit);
  dwell(visit);
  yield* ask(visit, "exit-offer");
  if (happens(visit, "buy", habit.turnsRound, turnLuck)) {
    yield* startCheckout(visit);
    yield* order(visit);
  }
}

function* attachMaybe(visit: Visit, luck: number): Story {
  const { catalogue, stock } = visit.world;
  const offered = visit.asked.get("cart-cross-sell") ?? [];
  const item = choose(visit, offered.length > 0 ? offered : catalogue.byCategory.get(visit.cart[0]!.item.category)!);
  if (!stock.isAvailable(item.itemId, visit.at)) return;
  if (happens(visit, "attach", habit.attach, luck)) yield* addToCart(visit, { item, quantity: 1 });
}

function* removeMaybe(visit: Visit, luck: number): Story {
  if (luck >= habit.removes || visit.cart.length < 2) return;
  const { item, quantity } = visit.cart.pop()!;
  yield visit.browser.track(dwell(visit), "Product Removed", {
    ...wireProduct(item),
    cart_id: `cart-${visit.id}`,
    quantity,
  });
}

function* startCheckout(visit: Visit): Story {
  const { browser, cart } = visit;
  const at = dwell(visit);
  yield browser.open(at, { name: "Checkout", path: "/checkout", title: "Checkout" });
  yield browser.track(at + 200, "Checkout Started", { currency: "EUR", products: cart.map(wireLine) });
  visit.at = at + 300;
}

/** The order. Whoever buys gives an e-mail address, and so becomes known. */
function* order(visit: Visit): Story {
  const { browser, cart, world } = visit;
  if (!browser.isLoggedIn) yield* logIn(visit);
  const properties = wireOrder(`${world.run}-${visit.id}`, cart, visit.discount);
  yield browser.track(dwell(visit), "Order Completed", properties);
  yield* refundLater(visit, properties);
  visit.cart = [];
}
