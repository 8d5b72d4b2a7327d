import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
let url: string;
const sockets: Socket[] = [];

beforeEach(async () => {
  app = await openMemoryApp();
  url = await app.server.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

/** Announces 4 MB and sends one byte of them. */
async function announce(start: string, key?: string): Promise<Socket> {
  const socket = connect((app.server.server.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  const authorization = key === undefined ? "" : `Authorization: ${basic(key).authorization}\r\n`;
  socket.write(`${start} HTTP/1.1\r\nHost: x\r\n${authorization}Content-Length: 4194304\r\n\r\n{`);
  return socket;
}

const visit = { type: "track", event: "Visit", userId: "ada" };

test("many who announce much and send nothing keep nobody out", async () => {
  for (let i = 0; i < 40; i++) await announce("POST /v1/batch", i % 2 === 0 ? writeKey : undefined);
  await pause(50);
  for (const headers of [basic(writeKey), {}]) {
    const body = JSON.stringify({ batch: [visit], writeKey });
    expect((await fetch(`${url}/v1/batch`, { method: "POST", headers, body })).status).toBe(200);
  }
});

test.each([
  ["POST /v1/batch", 15_000],
  ["POST /v1/decide", 15_000],
])(
  "%s whose body stops coming is answered 408, which clients send again, and its connection closed",
  async (start, ms) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const socket = await announce(start, writeKey);
    await pause(100);
    let answer = "";
    socket.on("data", (bytes) => {
      answer += String(bytes);
    });
    const closed = once(socket, "close");
    vi.advanceTimersByTime(ms);
    await closed;
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"code":"request-timeout"');
  },
);

test("an import whose file stops coming fails, and its connection is closed", async () => {
  const announced = await app.server.inject({
    method: "POST",
    url: "/v1/imports",
    headers: basic(secretKey),
    payload: { mapping: "segment-jsonl" },
  });
  const { importId } = announced.json() as { importId: string };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const socket = await announce(`PUT /v1/imports/${importId}/file`, secretKey);
  await pause(100);
  socket.resume();
  const closed = once(socket, "close");
  vi.advanceTimersByTime(5 * 60_000);
  await closed;
  expect(app.instance.jobs.get(importId)).toMatchObject({ state: "failed", error: { code: "request-timeout" } });
});
