import type { DecideResponse } from "@attune/model/decision";
import { drawCategory } from "./appeal.ts";
import type { ShopItem } from "./catalogue.ts";
import type { Move, Story } from "./story.ts";
import { addToCart, ask, choose, dwell, happens, logIn, type Visit } from "./visit-state.ts";
import { wireListEntry, wireProduct } from "./wire-products.ts";

/** From the landing page through lists and products, until the person has seen enough. */
export function* lookAround(visit: Visit): Story {
  const { choice, luck, shopper, world } = visit;
  const { habit, pages, placements } = world.catalogue.kind;
  const landing = choice.uniform();
  if (landing < habit.landsOnHome) {
    yield visit.browser.open(visit.at, pages.home);
    yield* logInMaybe(visit);
    yield* ask(visit, placements.home);
  } else if (landing > habit.landsOnHome + habit.landsOnList) {
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

/** From the home page straight to what the person has in mind. */
export function* lookAgain(visit: Visit, item: ShopItem): Story {
  const { catalogue } = visit.world;
  yield visit.browser.open(visit.at, catalogue.kind.pages.home);
  yield* logInMaybe(visit);
  yield* ask(visit, catalogue.kind.placements.home);
  yield* viewProduct(visit, item, visit.luck.uniform());
}

function* logInMaybe(visit: Visit): Story {
  const { browser, memory, choice, world } = visit;
  const wants = choice.uniform() < world.catalogue.kind.habit.logsIn;
  if (!wants || browser.isLoggedIn || !memory.identified) return;
  yield* logIn(visit);
}

/** The next list of products in front of the person: what the page recommends, a search, or a category. */
function* findList(visit: Visit): Generator<Move, readonly ShopItem[], DecideResponse | undefined> {
  const { browser, choice, shopper, world } = visit;
  const { catalogue } = world;
  const { events, habit, pages, placements } = catalogue.kind;
  const [way, category] = [choice.uniform(), drawCategory(choice, catalogue, shopper)];
  const recommended = visit.asked.get(placements.item) ?? [];
  if (browser.page.name === pages.item.name && recommended.length > 0 && way < 0.35) return recommended;

  const whole = catalogue.byCategory.get(category)!;
  const first = way < 0.75 ? 0 : Math.min(habit.listLength, Math.max(0, whole.length - habit.listLength));
  const list = whole.slice(first, first + habit.listLength);
  const slug = category.toLowerCase().replace(/[^a-z]+/g, "-");
  const at = dwell(visit);
  if (choice.uniform() < habit.searches) {
    // The first word of a name is the brand's line, which nobody searches for.
    const query = list[0]!.name.split(" ").slice(1).join(" ").toLowerCase();
    yield browser.open(at, {
      name: pages.search.name,
      path: pages.search.path + encodeURIComponent(query),
      title: pages.search.title + query,
    });
    yield browser.track(at + 200, events.searched, { query });
  } else {
    yield browser.open(at, { name: pages.list.name, path: pages.list.path + slug, title: category });
    yield browser.track(at + 200, events.listed, {
      list_id: slug,
      category,
      products: list.map(wireListEntry),
    });
  }
  visit.at = at + 300;
  yield* ask(visit, placements.list);
  return list;
}

function* viewProduct(visit: Visit, item: ShopItem, addLuck: number): Story {
  const { browser, choice, shopper, world } = visit;
  const { events, habit, origin, pages, placements } = world.catalogue.kind;
  const at = dwell(visit);
  yield browser.open(at, { name: pages.item.name, path: item.url.slice(origin.length), title: item.name });
  yield browser.track(at + 200, events.viewed, wireProduct(item));
  visit.memory.lastLookAt = at + 200;
  visit.lookedAt = item;
  const isAvailable = world.stock.isAvailable(item.itemId, at);
  if (!isAvailable) yield browser.track(at + 250, events.unavailable, wireProduct(item));
  visit.at = at + 300;
  yield* ask(visit, placements.item);
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
  return (mean(list) / mean(catalogue.bestsellers.slice(0, catalogue.kind.habit.listLength))) ** relevance;
}
