import { setTimeout as pause } from "node:timers/promises";
import { JetStreamApiError } from "@nats-io/jetstream";
import { isFull, isNoStream } from "./engine-trouble.ts";

const retryMs = 100;

/**
 * Asks again while nobody answers, until patience is at an end: a stream that lost its leader has another within about five seconds. A
 * server's own refusal is an answer, except that it has no leader at this moment, or that it does not know the stream: while another node makes it, some servers know
 * of it and some do not yet.
 */
export async function persistently<T>(ask: () => Promise<T>, patienceMs: number): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (isRefusal(error) || performance.now() >= giveUpAt) throw error;
      await pause(retryMs);
    }
  }
}

function isRefusal(error: unknown): boolean {
  if (isNoStream(error)) return false;
  return isFull(error) || (error instanceof JetStreamApiError && error.status < 500);
}
