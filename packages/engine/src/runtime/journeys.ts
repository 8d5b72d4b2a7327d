import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { Journey } from "@attune/model/journey";
import type { ChannelName, Handover, RenderedMessage } from "@attune/model/message";
import type { Profile } from "@attune/model/profile";
import { createCalendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import type { SensitiveItems } from "../decide/sensitive-items.ts";
import { nextDailyAt } from "../deliver/daily-triggers.ts";
import type { Stores } from "../ports/stores.ts";
import type { Arrival, CollectSummary } from "./arrival.ts";
import { createDeliverySender, type TestMessage } from "./delivery-sender.ts";
import { createJourneyRunner, type Found } from "./journey-runner.ts";
import { listeningJourneys } from "./journey-triggers.ts";
import type { Outlets } from "./outlets.ts";
import type { Writer } from "./writer.ts";

/** Journeys under way and messages on their way, kept up with the log, the segments and the clock. */
export interface Journeys {
  /** Says that the log has grown. */
  wake(): void;
  /** Takes the journeys of another playbook, and what they send through. Runs under way go on in the new text. */
  use(journeys: readonly Journey[], outlets: Outlets): void;
  /** Does all that can be done now; resolves when nothing is left to do before time goes on. */
  settled(): Promise<void>;
  trouble(): string | null;
  /** Those that messages can go out through. */
  channels(): ReadonlySet<ChannelName>;
  /** Sends one message outside of any journey and of all counting: for who writes it. */
  testSend(test: TestMessage): Promise<{ message: RenderedMessage; handover: Handover }>;
  close(): Promise<void>;
}

export interface JourneysParts {
  stores: Stores;
  writer: Writer;
  timeZone: string;
  clock: () => number;
  globalHoldout: () => number;
  /** As the playbook in force declares them. */
  sensitive: () => SensitiveItems | null;
  viewOf(profile: Profile): Promise<MovableView>;
  decide(request: DecideRequest): Promise<DecideResponse>;
  collect(raws: readonly unknown[], arrival: Arrival): Promise<CollectSummary>;
  isRebuilding: () => boolean;
  onTrouble: (error: unknown) => void;
}

/** After a round: what comes meanwhile goes together. */
const gatherMs = 200;
/** Without a word from anyone, and after trouble. */
const idleMs = 1_000;

const noOutlets: Outlets = {
  templates: new Map(),
  channels: new Map(),
  rules: { caps: [] },
  offers: [],
  unsubscribeUrl: () => "",
};

/** Begins to follow, and makes good what a stop cut off. */
export async function createJourneys(parts: JourneysParts): Promise<Journeys> {
  const { stores, clock } = parts;
  const calendar = createCalendar(parts.timeZone);
  let journeys = listeningJourneys([]);
  let outlets = noOutlets;
  const runner = createJourneyRunner({ ...parts, calendar, journeys: () => journeys, outlets: () => outlets });
  const sender = createDeliverySender({ ...parts, calendar, outlets: () => outlets });
  let trouble: string | null = null;
  let closed = false;
  let isWanted = false;
  let endSleep: () => void = () => {};
  let inTurn: Promise<unknown> = Promise.resolve();

  /** One round of both, never two at once. */
  function work(): Promise<Found> {
    const mine = inTurn.then(async (): Promise<Found> => {
      if (parts.isRebuilding() || journeys.all.size === 0) return "nothing";
      const moved = await runner.round();
      const sent = await sender.send();
      return moved === "nothing" ? sent : sent === "more" ? "more" : moved;
    });
    inTurn = mine.catch(() => {});
    return mine;
  }

  async function run(): Promise<void> {
    while (!closed) {
      isWanted = false;
      try {
        const found = await work();
        trouble = null;
        if (found === "more") continue;
        await sleep(found === "some" || isWanted ? gatherMs : await untilDue());
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
        if (!closed) parts.onTrouble(error);
        await sleep(idleMs);
      }
    }
  }

  async function untilDue(): Promise<number> {
    const served = (await stores.journeys.checkpoint())?.served ?? {};
    const daily = journeys.daily.map(
      ({ journeyId, trigger }) => nextDailyAt(trigger.daily, served[journeyId] ?? null, calendar, clock()).at,
    );
    const times = [await stores.journeys.nextDueAt(), ...daily];
    const due = times.filter((at) => at !== null);
    return Math.min(idleMs, Math.max(0, Math.min(...due) - clock()));
  }

  function sleep(ms: number): Promise<void> {
    if (closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function interrupt(): void {
    isWanted = true;
    endSleep();
  }

  await runner.begin();
  await sender.tellAgain();
  const running = run();

  return {
    wake() {
      if (journeys.all.size > 0) interrupt();
    },
    use(next, through) {
      journeys = listeningJourneys(next);
      outlets = through;
      interrupt();
    },
    async settled() {
      while ((await work()) !== "nothing");
    },
    trouble: () => trouble,
    channels: () => new Set(outlets.channels.keys()),
    testSend: sender.testSend,
    async close() {
      closed = true;
      endSleep();
      await running;
      await inTurn;
      await sender.close();
    },
  };
}
