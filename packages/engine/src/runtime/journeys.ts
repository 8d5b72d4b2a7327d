import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { Purpose } from "@attune/model/event";
import type { Journey, PendingDelivery } from "@attune/model/journey";
import type { ChannelName, Handover, RenderedMessage } from "@attune/model/message";
import type { Profile } from "@attune/model/profile";
import { createCalendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import type { SensitiveItems } from "../decide/sensitive-items.ts";
import { nextDailyAt } from "../deliver/daily-triggers.ts";
import type { Stores } from "../ports/stores.ts";
import type { Arrival, CollectSummary } from "./arrival.ts";
import { createDeliverySender, type TestMessage } from "./delivery-sender.ts";
import { createJourneyRunner } from "./journey-runner.ts";
import { listeningJourneys } from "./journey-triggers.ts";
import type { Outlets } from "./outlets.ts";
import { keepRounds } from "./rounds.ts";
import { shareTurns } from "./take-turns.ts";
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
  /** Where links in messages lead; null: nobody said. */
  publicUrl(): string | null;
  /** Sends one message outside of any journey and of all counting: for who writes it. */
  testSend(test: TestMessage): Promise<{ message: RenderedMessage; handover: Handover }>;
  /** Sends a message that failed once more, under the same id: who has it already knows it by that. */
  resend(deliveryId: string): Promise<PendingDelivery>;
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
  /** Whether a purpose is among those that are asked for first: who said nothing has not said yes. */
  needsYes: (purpose: Purpose) => boolean;
  viewOf(profile: Profile): Promise<MovableView>;
  decide(request: DecideRequest): Promise<DecideResponse>;
  collect(raws: readonly unknown[], arrival: Arrival): Promise<CollectSummary>;
  isRebuilding: () => boolean;
  onTrouble: (error: unknown) => void;
}

const noOutlets: Outlets = {
  templates: new Map(),
  channels: new Map(),
  handOver: async () => ({ handover: { kind: "later", reason: "nothing is set up" } }),
  rules: { caps: [] },
  offers: [],
  publicUrl: null,
  unsubscribeUrl: () => "",
};

/** Begins to follow, and makes good what a stop cut off. */
export async function createJourneys(parts: JourneysParts): Promise<Journeys> {
  const { stores, clock } = parts;
  const calendar = createCalendar(parts.timeZone);
  let journeys = listeningJourneys([]);
  let outlets = noOutlets;
  const runner = createJourneyRunner({ ...parts, calendar, journeys: () => journeys, outlets: () => outlets });
  const sender = createDeliverySender({
    ...parts,
    calendar,
    turns: shareTurns(),
    journeys: () => journeys,
    outlets: () => outlets,
  });

  const isResting = () => parts.isRebuilding() || journeys.all.size === 0;

  async function untilNextRunMs(): Promise<number> {
    const served = (await stores.journeys.checkpoint())?.served ?? {};
    const daily = journeys.daily.map(
      ({ journeyId, trigger }) => nextDailyAt(trigger.daily, served[journeyId] ?? null, calendar, clock()).at,
    );
    return untilMs([await stores.journeys.nextDueAt(), ...daily]);
  }

  function untilMs(times: ReadonlyArray<number | null>): number {
    return Math.max(0, Math.min(...times.filter((at) => at !== null)) - clock());
  }

  await runner.begin();
  await sender.tellAgain();
  const sending = keepRounds({
    round: async () => (isResting() ? "nothing" : sender.send()),
    untilDueMs: async () => untilMs([await stores.journeys.nextDueAt()]),
    onTrouble: parts.onTrouble,
  });
  const running = keepRounds({
    async round() {
      if (isResting()) return "nothing";
      const found = await runner.round();
      if (found !== "nothing") sending.interrupt();
      return found;
    },
    untilDueMs: untilNextRunMs,
    onTrouble: parts.onTrouble,
  });

  function interrupt(): void {
    running.interrupt();
    sending.interrupt();
  }

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
      for (let isMoving = true; isMoving; ) {
        const moved = await running.once();
        isMoving = (await sending.once()) !== "nothing" || moved !== "nothing";
      }
    },
    trouble: () => running.trouble() ?? sending.trouble(),
    channels: () => new Set(outlets.channels.keys()),
    publicUrl: () => outlets.publicUrl,
    testSend: sender.testSend,
    async resend(deliveryId) {
      const pending = await sender.resend(deliveryId);
      sending.interrupt();
      return pending;
    },
    async close() {
      await running.close();
      await sending.close();
      await sender.close();
    },
  };
}
