import type { Stores } from "@attune/engine/ports/stores";
import { dayMs } from "@attune/math/time-units";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { ExperimentRun, ServedPolicy } from "@attune/model/experiment";
import { createCatalogue, createShoppers, simulateInRounds } from "@attune/shop";
import type { StageLift } from "@attune/shop/truth";
import { guardExperiments } from "../jobs/guard-experiments.ts";
import { learnBandits } from "../jobs/learn-bandits.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "./memory-app.ts";

const startAt = Date.UTC(2026, 5, 1);
const placementId = "listing-top";
const catalogue = createCatalogue({ seed: 1, size: 80 });

/** A simulated shop with one experiment on the top of its listings, lived over HTTP in simulated time. */
export interface ShopTrial {
  seed: string;
  shoppers: number;
  days: number;
  /** Times the visits of an ordinary shop. */
  busy: number;
  /** attune.yaml; its tactics are in the placement `listing-top`. */
  configuration: string;
  experimentId: string;
  /** What a variant does to those who see it. */
  truth: (variantId: string, device: "phone" | "desktop") => StageLift;
  change?: (stores: Stores) => Stores;
}

export interface TrialOutcome {
  /** Decisions that showed the variant, by day. */
  shown: Record<string, number>[];
  orders: number;
  revenue: number;
  run: ExperimentRun;
  policy: ServedPolicy | null;
  /** The day, from 0, on which the experiment was stopped; null where it was not. */
  stoppedOnDay: number | null;
  report: unknown;
}

/** Lives the trial from the start of the experiment on; every night bandits learn and guardrails are watched. */
export async function liveShopTrial(trial: ShopTrial): Promise<TrialOutcome> {
  let now = startAt;
  const { configuration, change, experimentId } = trial;
  const app = await openMemoryApp({ configuration, clock: () => now, ...(change === undefined ? {} : { change }) });
  try {
    const url = await app.server.listen({ host: "127.0.0.1", port: 0 });
    const post = await poster(url);
    await post(`/v1/experiments/${experimentId}/start`, secretKey, {});
    const shown: Record<string, number>[] = Array.from({ length: trial.days }, () => ({}));
    let [orders, revenue] = [0, 0];
    let stoppedOnDay: number | null = null;
    const rounds = simulateInRounds(shopOf(trial));
    let answers: (DecideResponse | undefined)[] = [];
    let day = 0;
    for (;;) {
      const { done, value: round } = rounds.next(answers);
      const reached = done === true ? trial.days : dayOf(round.events[0]?.at ?? round.asks[0]?.at ?? now);
      for (; day < reached; day++) {
        now = startAt + (day + 1) * dayMs;
        stoppedOnDay = (await night(app, now)) ? day : stoppedOnDay;
      }
      if (done === true) break;
      for (const { payload } of round.events) {
        if (payload.type !== "track" || payload.event !== "Order Completed") continue;
        orders += 1;
        revenue += Number(payload.properties?.total ?? payload.properties?.revenue ?? 0);
      }
      for (let from = 0; from < round.events.length; from += 200) {
        const part = round.events.slice(from, from + 200);
        now = part.at(-1)!.at;
        await post("/v1/batch", writeKey, { batch: part.map(({ payload }) => payload) });
      }
      answers = [];
      for (const ask of round.asks) {
        now = ask.at;
        const answer = (await post("/v1/decide", writeKey, ask.request)) as unknown as DecideResponse;
        const variant = answer.placements[placementId]?.variantId;
        if (variant !== null && variant !== undefined) shown[day]![variant] = (shown[day]![variant] ?? 0) + 1;
        answers.push(asLived(answer, deviceOf(ask.request)));
      }
    }
    const { run, policy } = app.engine.experiments.find(experimentId);
    const report = await post(`/v1/experiments/${experimentId}/report`, secretKey, undefined);
    return { shown, orders, revenue, run: run!, policy, stoppedOnDay, report };
  } finally {
    await app.close();
  }
}

function shopOf({ seed, shoppers: count, days, busy, truth }: ShopTrial) {
  const shoppers = createShoppers(catalogue, { seed, count }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * busy,
  }));
  const variants = ["a", "b", "c"];
  const truths = variants.flatMap((variant) =>
    (["phone", "desktop"] as const).map((device) => ({
      tacticId: `${variant}/${device}`,
      placementId,
      reaches: () => true,
      everyone: truth(variant, device),
    })),
  );
  return { seed, startAt, days, catalogue, shoppers, truth: truths };
}

const dayOf = (at: number) => Math.floor((at - startAt) / dayMs);

/** The shop knows effects by tactic: to it each variant on each kind of device is one. */
function asLived(answer: DecideResponse, device: "phone" | "desktop"): DecideResponse {
  const placements = Object.entries(answer.placements).map(([id, placed]) => {
    const lived = placed.variantId === null ? placed : { ...placed, tacticId: `${placed.variantId}/${device}` };
    return [id, lived] as const;
  });
  return { ...answer, placements: Object.fromEntries(placements) };
}

function deviceOf({ context }: DecideRequest): "phone" | "desktop" {
  return /iPhone|Android|Mobile/.test(String(context?.userAgent)) ? "phone" : "desktop";
}

/** True where the experiment was stopped. */
async function night({ engine }: MemoryApp, now: number): Promise<boolean> {
  await engine.settled(60_000);
  const stopped = await guardExperiments(engine, now);
  await learnBandits(engine, now);
  return stopped.length > 0;
}

/** Posts JSON; without a body it gets. */
async function poster(url: string) {
  return async (path: string, key: string, body: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { ...basic(key), ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
}
