import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { createClusterAnalytics } from "./analytics.ts";
import { connectClickHouse } from "./clickhouse-connection.ts";

const open: Server[] = [];

/** A server that answers as the test says; its address. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const settings = { readUrls: [], database: "attune", username: "attune", password: "secret", cluster: null };
const one = { sql: "SELECT 1", timeoutMs: 5_000 };

const away: RequestListener = (_, response) => void response.writeHead(503).end("<html>No backend</html>");
const says =
  (status: number, body: string): RequestListener =>
  (request, response) => {
    request.resume().on("end", () => response.writeHead(status).end(body));
  };

describe("a connection to ClickHouse", () => {
  it("asks the next server where one does not answer, and stays with it", async () => {
    let asked = 0;
    const counting: RequestListener = (request, response) => {
      asked += 1;
      away(request, response);
    };
    const urls = [await serve(counting), await serve(says(200, "1\n"))];
    const connection = connectClickHouse({ ...settings, urls });
    expect(await connection.work(one)).toBe("1\n");
    expect(await connection.work(one)).toBe("1\n");
    expect(asked).toBe(1);
    await connection.close();
  });

  it("asks replicas that are named for questions, and writes elsewhere", async () => {
    const urls = [await serve(says(200, "writer"))];
    const readUrls = [await serve(says(200, "reader"))];
    const connection = connectClickHouse({ ...settings, urls, readUrls });
    expect(await connection.ask(one)).toBe("reader");
    expect(await connection.work(one)).toBe("writer");
    await connection.close();
  });

  it.each([
    [503, "<html>No backend</html>", "analytics-unavailable", /does not answer: <html>No backend/],
    [
      403,
      "Code: 516. DB::Exception: attune: Authentication failed. (AUTHENTICATION_FAILED)",
      "analytics-unavailable",
      /Authentication failed/,
    ],
    [
      500,
      "Code: 242. DB::Exception: Table is in readonly mode. (TABLE_IS_READ_ONLY)",
      "analytics-unavailable",
      /readonly/,
    ],
    [500, "Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED)", "overloaded", /Timeout/],
    [500, "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)", "overloaded", /too much memory/],
    [500, "Code: 252. DB::Exception: Too many parts. (TOO_MANY_PARTS)", "overloaded", /Too many parts/],
    [400, "Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)", "internal", /Syntax error/],
  ])("tells %i %s as %s", async (status, body, code, message) => {
    const connection = connectClickHouse({ ...settings, urls: [await serve(says(status, body))] });
    await expect(connection.ask(one)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await connection.close();
  });

  it("tells a port where nothing listens, and a password is never in the words", async () => {
    const url = await serve(away);
    for (const server of open) server.close();
    const connection = connectClickHouse({ ...settings, urls: [url] });
    const failure = await connection.ask(one).catch((error: Error) => error);
    expect(failure).toMatchObject({ code: "analytics-unavailable", retryAfterSeconds: 5 });
    expect(`${failure}`).not.toContain("secret");
    await connection.close();
  });

  it("gives up on a server that is silent, and has the query killed there", async () => {
    const killed = new Promise<string>((resolve) => {
      const silent: RequestListener = (request, response) => {
        void buffer(request.pipe(createGunzip())).then((body) => {
          if (!body.toString().startsWith("KILL")) return;
          response.end();
          resolve(body.toString());
        });
      };
      void serve(silent).then(async (url) => {
        const connection = connectClickHouse({ ...settings, urls: [url] }, " ON CLUSTER 'shop'");
        const told = connection.ask({ sql: "SELECT sleep(3)", timeoutMs: 50 });
        await expect(told).rejects.toMatchObject({ code: "overloaded" });
      });
    });
    expect(await killed).toMatch(/^KILL QUERY ON CLUSTER 'shop' WHERE query_id = '[\w-]+' ASYNC/);
  });
});

describe("analytics of a cluster", () => {
  it("refuses a server that is too old, in words", async () => {
    const analytics = createClusterAnalytics({ ...settings, urls: [await serve(says(200, "18.16.1\n"))] });
    await expect(analytics.query("totals", { fromDay: null, toDay: null })).rejects.toMatchObject({
      code: "unsupported-platform",
      message: "ClickHouse is 18.16.1; 24.3 or newer is needed.",
    });
    await analytics.close();
  });

  it("says in its health that the server is away", async () => {
    const analytics = createClusterAnalytics({ ...settings, urls: [await serve(away)] });
    expect(await analytics.health()).toMatchObject({
      available: false,
      detail: expect.stringMatching(/^ClickHouse at .* does not answer/),
    });
    await analytics.close();
  });
});
