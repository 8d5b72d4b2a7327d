import { crawl } from "./bots.ts";
import { life } from "./lives.ts";
import { newsletter } from "./newsletter.ts";
import { perform, type Steps } from "./perform.ts";
import type { Shopper } from "./shoppers.ts";
import type { Story } from "./story.ts";
import { createWorld, type SimulationSettings, type World } from "./world.ts";

/**
 * The shop over the whole period, as steps in the order of time. After an `ask`, the answer goes in by `next(response)`; undefined
 * means that nothing came in time, and the page shows its default. The same settings and answers give the same steps, on any machine.
 * `answerWith` hands the questions to a function.
 */
export function* simulate(settings: SimulationSettings): Steps {
  const world = createWorld(settings);
  yield* perform(castOf(world, settings.shoppers).flat(), world.endAt);
}

/** Everyone's stories: a list for each person, and one for the crawlers. */
export function castOf(world: World, shoppers: readonly Shopper[]): Story[][] {
  const people = shoppers.map((shopper) => {
    const visits = life(world, shopper);
    return shopper.consent.marketing ? [visits, newsletter(world, shopper)] : [visits];
  });
  return [...people, [crawl(world)]];
}
