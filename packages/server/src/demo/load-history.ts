import type { Engine } from "@attune/engine/runtime/engine";
import type { DecideResponse } from "@attune/model/decision";
import type { EventStep } from "@attune/shop/perform";
import { simulateInRounds } from "@attune/shop/simulate-in-rounds";
import type { SimulationSettings } from "@attune/shop/world";

const dayMs = 24 * 3_600_000;
const maxEventBytes = 32 * 1024;

export interface HistoryParts {
  engine: Engine;
  /** Moves the engine's clock. */
  setNow: (now: number) => void;
  shop: SimulationSettings;
  /** Events sent, and the share of the period that has passed. */
  onProgress: (events: number, share: number) => void;
}

/** A round may be of a whole day; events come in soon after they happen. */
const arrivalMs = 10 * 60_000;

/** Events in the order of time, in groups that come in together. */
function arrivalsOf(events: readonly EventStep[]): EventStep[][] {
  const arrivals: EventStep[][] = [];
  for (const event of events) {
    const last = arrivals.at(-1);
    if (last === undefined || event.at - last[0]!.at > arrivalMs) arrivals.push([event]);
    else last.push(event);
  }
  return arrivals;
}

/**
 * Lives the shop's past through collect and decide, in simulated time: in each round events are on disk before what they lead to is asked, as
 * with browsers. Returns the number of events sent.
 */
export async function loadHistory({ engine, setNow, shop, onProgress }: HistoryParts): Promise<number> {
  const rounds = simulateInRounds(shop);
  let sent = 0;
  let answers: DecideResponse[] = [];
  for (;;) {
    const { done, value: round } = rounds.next(answers);
    if (done === true) return sent;
    if (round.events.length > 0) {
      await Promise.all(
        arrivalsOf(round.events).map((events) => {
          const raws = events.map((step) => step.payload);
          const receivedAt = events.at(-1)!.at;
          return engine.collect(raws, { source: "shop", receivedAt, maxEventBytes, deduplicate: "day" });
        }),
      );
      sent += round.events.length;
      onProgress(sent, (round.events.at(-1)!.at - shop.startAt) / (shop.days * dayMs));
    }
    answers = await Promise.all(
      round.asks.map((ask) => {
        setNow(ask.at);
        return engine.decide(ask.request);
      }),
    );
  }
}
