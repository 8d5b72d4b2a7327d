import type { Engine, OnProgress } from "@attune/engine/runtime/engine";
import type { SegmentPayload } from "@attune/shop/segment-payload";
import { simulate } from "@attune/shop/simulate";
import type { DemoShop } from "./demo-shop.ts";

const dayMs = 24 * 3_600_000;
const maxEventBytes = 32 * 1024;

/**
 * As many groups of shoppers live side by side. Each waits until its events are on disk before it asks for a decision, as browsers do;
 * together they fill the writer's groups, so that three months pass within a minute.
 */
const parallelLives = 48;

export interface HistoryParts {
  engine: Engine;
  /** Moves the engine's clock. */
  setNow: (now: number) => void;
  shop: DemoShop;
  days: number;
  endAt: number;
  onProgress: OnProgress;
}

/** Lives the last `days` days of the shop through collect and decide, in simulated time. Returns the number of events sent. */
export async function loadHistory({ engine, setNow, shop, days, endAt, onProgress }: HistoryParts): Promise<number> {
  const startAt = endAt - days * dayMs;
  let sent = 0;

  const lives = Array.from({ length: parallelLives }, (_, group) => {
    const shoppers = shop.shoppers.filter((_shopper, index) => index % parallelLives === group);
    const steps = simulate({ seed: `${shop.seed}/${group}`, startAt, days, catalogue: shop.catalogue, shoppers });
    let step = steps.next();
    let unsent: SegmentPayload[] = [];

    async function send(): Promise<void> {
      if (unsent.length === 0) return;
      const events = unsent;
      unsent = [];
      const receivedAt = Math.max(...events.map((event) => Date.parse(event.timestamp)));
      await engine.collect(events, { source: "shop", receivedAt, maxEventBytes, deduplicate: "day" });
      sent += events.length;
    }

    return async function liveUntil(until: number): Promise<void> {
      while (!step.done && step.value.at < until) {
        if (step.value.kind === "event") {
          unsent.push(step.value.payload);
          step = steps.next();
          continue;
        }
        await send();
        setNow(step.value.at);
        step = steps.next(await engine.decide(step.value.request));
      }
      await send();
    };
  });

  // Day by day, so that the order of the log is that of time, to within a day.
  for (let day = 0; day < days; day++) {
    await Promise.all(lives.map((liveUntil) => liveUntil(startAt + (day + 1) * dayMs)));
    onProgress(day + 1, days);
  }
  return sent;
}
