import { dayMs } from "@attune/math/time-units";
import { drawExponential, drawOne, drawUuid } from "./draws.ts";
import type { SegmentPayload } from "./segment-payload.ts";
import type { Story } from "./story.ts";
import { wireProduct } from "./wire-products.ts";
import type { World } from "./world.ts";

const crawlers = [
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/137.0.0.0 Safari/537.36",
] as const;

/** The switch `bots`: crawlers that come at any hour, look at products in quick succession and leave no cart. */
export function* crawl(world: World): Story {
  const { bots } = world.switches;
  if (!bots) return;
  const { origin, events } = world.catalogue.kind;
  const rng = world.rng.fork("bots");
  let at = world.startAt;
  for (let visit = 1; ; visit++) {
    at += drawExponential(rng, dayMs / bots.visitsPerDay);
    if (at >= world.endAt) return;
    const anonymousId = drawUuid(rng);
    const userAgent = drawOne(rng, crawlers);
    for (let step = 0, steps = 3 + rng.integer(20); step < steps; step++) {
      at += 500 + rng.integer(1500);
      const item = drawOne(rng, world.catalogue.items);
      const payload: SegmentPayload = {
        type: "track",
        event: events.viewed,
        messageId: `${world.run}-bot${visit}-${step}`,
        timestamp: new Date(Math.floor(at)).toISOString(),
        anonymousId,
        properties: wireProduct(item),
        context: {
          library: { name: "analytics.js", version: "2.11.1" },
          userAgent,
          page: { path: item.url.slice(origin.length), url: item.url, title: item.name, referrer: "" },
        },
      };
      yield { kind: "event", at: Math.floor(at), payload };
    }
  }
}
