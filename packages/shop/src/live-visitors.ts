import type { Rng } from "@attune/math/rng";
import { AttuneError } from "@attune/model/errors";
import { drawExponential, drawOne, drawWeighted } from "./draws.ts";
import { perform, type Steps } from "./perform.ts";
import type { Shopper } from "./shoppers.ts";
import type { Story } from "./story.ts";
import { drawTrafficSource } from "./traffic-source.ts";
import { visitShop } from "./visits.ts";
import { createWorld, type SimulationSettings, type World } from "./world.ts";

/** A shop without an end. */
export interface LiveSettings extends Omit<SimulationSettings, "days" | "personalizedFromDay"> {
  /** Mean number of visits that begin in a minute, at any hour. */
  visitsPerMinute: number;
}

/**
 * Visitors without end from `startAt` on, at a chosen rate: for a running demo. Time stays an argument: whoever consumes the steps waits
 * until each step's `at`. The people are those handed in, frequent ones more often; their memory begins anew.
 */
export function* liveVisitors(settings: LiveSettings): Steps {
  const world = createWorld({ ...settings, days: Number.POSITIVE_INFINITY });
  yield* perform([street(world, settings.shoppers, settings.visitsPerMinute)], world.endAt);
}

/** The street before the shop: a Poisson stream of people who come in. */
function* street(world: World, shoppers: readonly Shopper[], visitsPerMinute: number): Story {
  const rng = world.rng.fork("street");
  const mostVisits = shoppers.reduce((most, { visitsPerWeek }) => Math.max(most, visitsPerWeek), 0);
  if (!(mostVisits > 0 && visitsPerMinute > 0)) {
    throw new AttuneError(
      "bad-request",
      "Live visitors need a rate above 0 and at least one shopper who visits at all.",
    );
  }
  let at = world.startAt;
  for (let number = 1; ; number++) {
    at += Math.ceil(drawExponential(rng, 60_000 / visitsPerMinute));
    const shopper = drawPasser(rng, shoppers, mostVisits);
    const device = drawWeighted(rng, shopper.devices, ({ share }) => share);
    const start = { id: `l${number}`, at, device, source: drawTrafficSource(rng) };
    yield { kind: "begin", at, beginsAt: at, tell: () => visitShop(world, shopper, start) };
  }
}

/** Someone, in proportion to their visits per week, by rejection. */
function drawPasser(rng: Rng, shoppers: readonly Shopper[], mostVisits: number): Shopper {
  for (;;) {
    const shopper = drawOne(rng, shoppers);
    if (rng.uniform() * mostVisits < shopper.visitsPerWeek) return shopper;
  }
}
