import { dayMs, hourMs } from "@attune/math/time-units";
import { drawExponential, drawWeighted } from "./draws.ts";
import { season, seasonPeak } from "./season.ts";
import type { Shopper } from "./shoppers.ts";
import type { Story } from "./story.ts";
import { drawTrafficSource } from "./traffic-source.ts";
import { visitShop } from "./visits.ts";
import type { World } from "./world.ts";

const weekMs = 7 * dayMs;
/** The longest visit is shorter, so that nobody is in the shop twice at once. */
const leastGapMs = 1.5 * hourMs;
/** How soon after a newcomer could come they do come, on average. */
const firstVisitMs = dayMs / 3;

/**
 * A person's visits over the whole period: a Poisson process whose rate follows the season and the person's own habit. When they
 * come, from where and on which device does not depend on what they are shown.
 */
export function* life(world: World, shopper: Shopper): Story {
  const calendar = world.rng.fork(`${shopper.shopperId}/calendar`);
  const { startAt, endAt } = world;
  const peak = seasonPeak((endAt - startAt) / dayMs);
  const mix = world.switches.trafficMix;
  const factor = mix?.factors[shopper.segment] ?? 1;
  const mostFactor = Math.max(1, factor);
  const changesAt = mix ? startAt + mix.fromDay * dayMs : endAt;

  /** The next moment of a visit, drawn by thinning [Lewis and Shedler 1979]: candidates at the peak rate, kept by season. */
  function nextVisit(after: number, meanGapMs: number): number {
    for (let at = after; ; ) {
      at += drawExponential(calendar, meanGapMs / (peak * mostFactor));
      const rate = season(at, startAt) * (at >= changesAt ? factor : 1);
      if (at >= endAt || calendar.uniform() * peak * mostFactor < rate) return Math.floor(at);
    }
  }

  const habitualGapMs = weekMs / shopper.visitsPerWeek;
  const isNewcomer = shopper.arrival > 0;
  let at = nextVisit(startAt + shopper.arrival * (endAt - startAt), isNewcomer ? firstVisitMs : habitualGapMs);
  for (let number = 1; at < endAt; number++) {
    const device = drawWeighted(calendar, shopper.devices, ({ share }) => share);
    const source = drawTrafficSource(calendar);
    const start = { id: `${shopper.shopperId}v${number}`, at, device, source };
    yield { kind: "begin", at, beginsAt: at, tell: () => visitShop(world, shopper, start) };
    at = nextVisit(at + leastGapMs, habitualGapMs);
  }
}
