import type { DecideResponse } from "@attune/model/decision";
import { simulate } from "@attune/shop/simulate";
import { Pool } from "undici";
import type { DemoShop } from "./demo-shop.ts";

export interface LiveVisitorsParts {
  url: string;
  writeKey: string;
  shop: DemoShop;
  /** How many times faster than in life they come and go. */
  pace: number;
  onTrouble: (error: unknown) => void;
}

const aheadDays = 365;

/** Lets visitors come to the shop over HTTP, as browsers do, until it is stopped. */
export function startLiveVisitors({ url, writeKey, shop, pace, onTrouble }: LiveVisitorsParts): {
  stop: () => Promise<void>;
} {
  const pool = new Pool(url, { connections: 2 });
  const headers = { "content-type": "application/json", authorization: `Basic ${btoa(`${writeKey}:`)}` };
  const startedAt = Date.now();
  let stopped = false;
  let wakeUp: () => void = () => {};

  async function post<T>(path: string, body: unknown): Promise<T> {
    const response = await pool.request({ method: "POST", path, headers, body: JSON.stringify(body) });
    const answer = await response.body.json();
    if (response.statusCode !== 200)
      throw new Error(`${path} answered ${response.statusCode}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  function sleepUntil(at: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, at - Date.now()));
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function live(): Promise<void> {
    const { seed, catalogue, shoppers } = shop;
    const steps = simulate({ seed: `${seed}/live`, startAt: startedAt, days: aheadDays, catalogue, shoppers });
    let step = steps.next();
    while (!stopped && !step.done) {
      const at = startedAt + (step.value.at - startedAt) / pace;
      await sleepUntil(at);
      if (stopped) return;
      let answer: DecideResponse | undefined;
      try {
        const now = new Date().toISOString();
        if (step.value.kind === "event") {
          await post("/v1/batch", { batch: [{ ...step.value.payload, timestamp: now }], sentAt: now });
        } else answer = await post<DecideResponse>("/v1/decide", step.value.request);
      } catch (error) {
        onTrouble(error);
        await sleepUntil(Date.now() + 2_000);
      }
      step = steps.next(answer);
    }
  }

  const living = live();
  return {
    async stop() {
      stopped = true;
      wakeUp();
      await living;
      await pool.close();
    },
  };
}
