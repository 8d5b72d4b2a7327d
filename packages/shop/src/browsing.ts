import type { DecideResponse } from "@attune/model/decision";
import { drawCategory } from "./appeal.ts";
import { type ShopItem, shopOrigin } from "./catalogue.ts";
import type { Move, Story } from "./story.ts";
import { addToCart, ask, choose, dwell, happens, logIn, type Visit } from "./visit-state.ts";
import { wireListEntry, wireProduct } from "./wire-products.ts";

/** What happens on the way from a page to an order, for an average visitor whom nothing moves. */
const habit = {
  /** Opens a product of the list in front of them. */
  view: 0.52,
  /** Puts the opened product in the cart. */
  add: 0.13,
  /** Looks at one more list. */
  stay: 0.56,
  mostLists: 12,
  /** The visit begins on the home page, else on a category (the rest comes straight to a product). */
  landsOnHome: 0.5,
  landsOnCategory: 0.3,
  searches: 0.22,
  /** A person with an account logs in when they come. */
  logsIn: 0.3,
  listLength: 8,
} as const;

/** From the landing page through lists and products, until the person has seen enough. */
export function* lookAround(visit: Visit): Story {
  const { choice, luck, shopper, world } = visit;
  const landing = choice.uniform();
  if (landing < habit.landsOnHome) {
    yield visit.browser.open(visit.at, { name: "Home", path: "/", title: "Haus & Heim" });
    yield* logInMaybe(visit);
    yield* ask(visit, "home-hero");
  } else if (landing > habit.landsOnHome + habit.landsOnCategory) {
    const category = drawCategory(choice, world.catalogue, shopper);
    yield* viewProduct(visit, choose(visit, world.catalogue.byCategory.get(category)!), luck.uniform());
    yield* logInMaybe(visit);
  }
  for (let lists = 0; lists < habit.mostLists; lists++) {
    const [viewLuck, addLuck, stayLuck] = [luck.uniform(), luck.uniform(), luck.uniform()];
    const list = yield* findList(visit);
    if (happens(visit, "view", habit.view * pull(visit, list), viewLuck)) {
      yield* viewProduct(visit, choose(visit, list), addLuck);
    }
    if (stayLuck > habit.stay) break;
  }
}

function* logInMaybe(visit: Visit): Story {
  const { browser, memory, choice } = visit;
  const wants = choice.uniform() < habit.logsIn;
  if (!wants || browser.isLoggedIn || !memory.identified) return;
  yield* logIn(visit);
}

/** The next list of products in front of the person: what the page recommends, a search, or a category. */
function* findList(visit: Visit): Generator<Move, readonly ShopItem[], DecideResponse | undefined> {
  const { browser, choice, shopper, world } = visit;
  const { catalogue } = world;
  const [way, category] = [choice.uniform(), drawCategory(choice, catalogue, shopper)];
  const recommended = visit.asked.get("product-recommendations") ?? [];
  if (browser.page.name === "Product" && recommended.length > 0 && way < 0.35) return recommended;

  const whole = catalogue.byCategory.get(category)!;
  const first = way < 0.75 ? 0 : Math.min(habit.listLength, Math.max(0, whole.length - habit.listLength));
  const list = whole.slice(first, first + habit.listLength);
  const slug = category.toLowerCase().replace(/[^a-z]+/g, "-");
  const at = dwell(visit);
  if (choice.uniform() < habit.searches) {
    // The first word of a name is the brand's line, which nobody searches for.
    const query = list[0]!.name.split(" ").slice(1).join(" ").toLowerCase();
    yield browser.open(at, {
      name: "Search",
      path: `/search?q=${encodeURIComponent(query)}`,
      title: `Search: ${query}`,
    });
    yield browser.track(at + 200, "Products Searched", { query });
  } else {
    yield browser.open(at, { name: "Category", path: `/c/${slug}`, title: category });
    yield browser.track(at + 200, "Product List Viewed", {
      list_id: slug,
      category,
      products: list.map(wireListEntry),
    });
  }
  visit.at = at + 300;
  yield* ask(visit, "listing-top");
  return list;
}

function* viewProduct(visit: Visit, item: ShopItem, addLuck: number): Story {
  const { browser, choice, shopper, world } = visit;
  const at = dwell(visit);
  yield browser.open(at, { name: "Product", path: item.url.slice(shopOrigin.length), title: item.name });
  yield browser.track(at + 200, "Product Viewed", wireProduct(item));
  visit.memory.lastLookAt = at + 200;
  const isAvailable = world.stock.isAvailable(item.itemId, at);
  if (!isAvailable) yield browser.track(at + 250, "Product Unavailable", wireProduct(item));
  visit.at = at + 300;
  yield* ask(visit, "product-recommendations");
  const quantity = choice.uniform() < 0.8 ? 1 : 2;
  if (!isAvailable) return;
  if (happens(visit, "add", habit.add * shopper.interest, addLuck)) yield* addToCart(visit, { item, quantity });
}

/** How much more (or less) readily a person opens something of this list than of the bestsellers: 1 while `relevance` is 0. */
function pull(visit: Visit, list: readonly ShopItem[]): number {
  const { relevance, appeal, catalogue } = visit.world;
  if (relevance === 0) return 1;
  const mean = (items: readonly ShopItem[]) =>
    items.reduce((sum, item) => sum + appeal(visit.shopper, item), 0) / items.length;
  return (mean(list) / mean(catalogue.bestsellers.slice(0, habit.listLength))) ** relevance;
}
