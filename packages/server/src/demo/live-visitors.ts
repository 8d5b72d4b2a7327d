import type { DecideResponse } from "@attune/model/decision";
import { type LiveSettings, liveVisitors } from "@attune/shop/live-visitors";
import { Pool } from "undici";

export interface LiveVisitorsParts {
  url: string;
  writeKey: string;
  shop: LiveSettings;
  onTrouble: (error: unknown) => void;
}

/** Lets visitors come to the shop over HTTP, as browsers do, until it is stopped. */
export function startLiveVisitors({ url, writeKey, shop, onTrouble }: LiveVisitorsParts): {
  stop: () => Promise<void>;
} {
  const pool = new Pool(url, { connections: 2 });
  const headers = { "content-type": "application/json", authorization: `Basic ${btoa(`${writeKey}:`)}` };
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
    const steps = liveVisitors(shop);
    let step = steps.next();
    while (!step.done) {
      await sleepUntil(step.value.at);
      if (stopped) return;
      let answer: DecideResponse | undefined;
      try {
        if (step.value.kind === "event") {
          await post("/v1/batch", { batch: [step.value.payload], sentAt: new Date().toISOString() });
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
