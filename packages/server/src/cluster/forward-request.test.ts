import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { forwardRequest } from "./forward-request.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const standingBy = (writerUrl: string | null) =>
  listening(createServer((request, response) => forwardRequest(request, response, writerUrl)));

const echo = () =>
  listening(
    createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      response.writeHead(207, { "x-from": "the writer" });
      const { method, url, headers } = request;
      response.end(
        JSON.stringify({ method, url, body, key: headers.authorization, forwarded: headers["x-attune-forwarded"] }),
      );
    }),
  );

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, { method: "POST", headers: { authorization: "Bearer k", ...headers }, body: JSON.stringify(body) });

it("hands a request on as it came, and the answer back", async () => {
  const answer = await post(`${await standingBy(await echo())}/v1/batch?x=1`, { batch: [] });
  expect(answer.status).toBe(207);
  expect(answer.headers.get("x-from")).toBe("the writer");
  expect(await answer.json()).toEqual({
    method: "POST",
    url: "/v1/batch?x=1",
    body: '{"batch":[]}',
    key: "Bearer k",
    forwarded: "1",
  });
});

it("refuses events with 503 and a time to come back, where nobody writes, and does not hand on what was handed on", async () => {
  for (const answer of [
    await post(`${await standingBy(null)}/v1/batch`, {}),
    await post(`${await standingBy("http://127.0.0.1:9")}/v1/batch`, {}),
    await post(`${await standingBy(await echo())}/v1/batch`, {}, { "x-attune-forwarded": "1" }),
  ]) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(await answer.json()).toMatchObject({ error: { code: "storage-unavailable" } });
  }
});

it("answers decisions with the page's own content where nobody can decide", async () => {
  const ask = { anonymousId: "a", placements: ["home", "cart"] };
  for (const writer of [null, "http://127.0.0.1:9"]) {
    const answer = await post(`${await standingBy(writer)}/v1/decide`, ask);
    expect(answer.status).toBe(200);
    const { profileId, placements } = (await answer.json()) as { profileId: null; placements: Record<string, unknown> };
    expect(profileId).toBeNull();
    expect(Object.keys(placements)).toEqual(["home", "cart"]);
    expect(placements.home).toMatchObject({ tacticId: null, fallback: true, content: {}, items: [] });
  }
  expect((await post(`${await standingBy(null)}/v1/decide`, { placements: 7 })).status).toBe(503);
});
