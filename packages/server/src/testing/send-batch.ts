import { basic, type MemoryApp, writeKey } from "./memory-app.ts";

/** Sends events over HTTP with the write key, as a shop does; throws where they are not acknowledged. */
export async function sendBatch(app: MemoryApp, batch: object[]): Promise<void> {
  const headers = basic(writeKey);
  const answer = await app.server.inject({ method: "POST", url: "/v1/batch", headers, payload: { batch } });
  if (answer.statusCode !== 200) throw new Error(`/v1/batch answered ${answer.statusCode}: ${answer.body}`);
}
