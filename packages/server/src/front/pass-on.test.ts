import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPassOn, type PassOn } from "./pass-on.ts";

let directory: string;
let behind: Server;
let passOn: PassOn;
let front: Server;
let url: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "attune-pass-on-"));
  const socketPath = join(directory, "behind.sock");
  behind = createServer({ keepAliveTimeout: 0 });
  behind.listen(socketPath);
  passOn = createPassOn(socketPath, () => "id");
  front = createServer(passOn).listen(0, "127.0.0.1");
  await Promise.all([once(behind, "listening"), once(front, "listening")]);
  url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
});
afterEach(async () => {
  passOn.close();
  for (const server of [front, behind]) {
    server.closeAllConnections();
    server.close();
  }
  await rm(directory, { recursive: true });
});

test("an answer arrives piece by piece, and its reader's going away ends it behind", async () => {
  const ended = new Promise<void>((resolve) => {
    behind.on("request", (_request, response) => {
      response.write("first");
      response.on("close", resolve);
    });
  });
  const reading = new AbortController();
  const response = await fetch(url, { signal: reading.signal });
  const { value } = await response.body!.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("first");
  reading.abort();
  await ended;
});

test("a client that goes away in the middle of its body is seen behind to have gone", async () => {
  const aborted = new Promise<void>((resolve) => {
    behind.on("request", (request) => {
      request.on("error", () => resolve());
      request.resume();
    });
  });
  const sending = new AbortController();
  const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("half")) });
  const sent = fetch(url, { method: "POST", body, duplex: "half", signal: sending.signal } as RequestInit);
  await once(behind, "request");
  sending.abort();
  await expect(sent).rejects.toThrow();
  await aborted;
});

test("what concerns one connection is not passed on, either way; all else is, as often as it was said", async () => {
  let said: string[] = [];
  behind.on("request", (request, response) => {
    said = request.rawHeaders.map((text, at) => (at % 2 === 0 ? text.toLowerCase() : text));
    response.writeHead(201, "Made", [
      ...["Set-Cookie", "a=1", "Set-Cookie", "b=2", "Keep-Alive", "timeout=9", "X-Own", "own"],
      ...["Content-Length", "2"],
    ]);
    response.end("ok");
  });
  const response = await fetch(url, { headers: { te: "trailers", "x-attune-peer": "10.0.0.1", "x-kept": "yes" } });
  expect([response.status, response.statusText, await response.text()]).toEqual([201, "Made", "ok"]);
  expect([response.headers.getSetCookie(), response.headers.get("x-own")]).toEqual([["a=1", "b=2"], "own"]);
  expect(response.headers.get("keep-alive")).not.toBe("timeout=9");
  expect(said).not.toContain("te");
  expect(said[said.indexOf("x-kept") + 1]).toBe("yes");
  expect(said.filter((text) => text === "x-attune-peer").length).toBe(1);
  expect(said[said.indexOf("x-attune-peer") + 1]).toBe("127.0.0.1");
});

test("an answer that ends its connection ends the client's", async () => {
  behind.on("request", (_request, response) => void response.setHeader("connection", "close").end("bye"));
  expect((await fetch(url)).headers.get("connection")).toBe("close");
});

test("an answer before the body was sent is passed on, and the rest of the body let go", async () => {
  behind.on("request", (request, response) => {
    request.resume();
    response.writeHead(413).end("too large");
  });
  const response = await fetch(url, { method: "POST", body: "x".repeat(2_000_000) });
  expect([response.status, await response.text()]).toEqual([413, "too large"]);
});

test("an answer that breaks off behind breaks off before it", async () => {
  behind.on("request", (_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("some", () => response.destroy());
  });
  await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
});

test("where nothing answers behind: 503, to be sent again", async () => {
  behind.close();
  await once(behind, "close");
  const response = await fetch(url, { method: "POST", body: "x" });
  expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([
    503,
    "1",
    { error: { code: "stopping", message: expect.any(String), requestId: "id" } },
  ]);
});
