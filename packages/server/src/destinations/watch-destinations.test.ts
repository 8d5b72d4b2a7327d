import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { afterEach, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";
import { watchDestinations } from "./watch-destinations.ts";

let app: MemoryApp;
const servers: Server[] = [];
afterEach(async () => {
  await app.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function receiver(answer: (body: string) => number | null): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const status = answer(body);
      // Null: it never answers.
      if (status !== null) response.writeHead(status).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 50));
}

it("one dead destination and one that never answers slow nothing else: the live one gets every event, and events are taken in", async () => {
  const got: string[] = [];
  const live = await receiver((body) => {
    for (const { messageId } of JSON.parse(body).batch) got.push(messageId);
    return 200;
  });
  const mute = await receiver(() => null);
  app = await openMemoryApp({
    configuration: `destinations:
  live: { kind: segment, url: "${live}" }
  dead: { kind: segment, url: "http://127.0.0.1:9" }
  mute: { kind: segment, url: "${mute}" }`,
  });
  const keys = Object.fromEntries(["LIVE", "DEAD", "MUTE"].map((id) => [`ATTUNE_DESTINATION_${id}_KEY`, "k"]));
  const settings = { allowInner: true, destinationKeys: keys };
  const watching = watchDestinations(app.instance, settings, pino({ level: "silent" }));
  const standing = async () => {
    const { destinations } = (await app.server.inject({ url: "/v1/destinations", headers: basic(secretKey) })).json();
    return Object.fromEntries(destinations.map((one: { destinationId: string }) => [one.destinationId, one]));
  };
  // Each begins where the log stands when it is first looked at.
  await standing();
  const batch = (from: number) =>
    Array.from({ length: 50 }, (_, i) => ({ type: "page", userId: `u${i}`, messageId: `m-${from + i}` }));
  for (let from = 0; from < 400; from += 50) {
    const payload = { batch: batch(from) };
    const answer = await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload });
    expect(answer.json()).toMatchObject({ success: true });
  }
  // What was taken over there is noted here a moment later.
  await until(async () => (await standing()).live.sent >= 400);
  expect(new Set(got).size).toBe(400);
  const { live: ahead, dead, mute: silent } = await standing();
  expect([ahead.behind, ahead.sent]).toEqual([0, 400]);
  expect([dead.sent, silent.sent, silent.behind]).toEqual([0, 0, 400]);
  await watching.stop();
});
