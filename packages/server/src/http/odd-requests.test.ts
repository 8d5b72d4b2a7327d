import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHttpConnection } from "../client/http-connection.ts";
import { profilePath } from "../commands/profile/profile-path.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
let url: string;
beforeEach(async () => {
  app = await openMemoryApp();
  url = await app.server.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(() => app.close());

const errorShape = (code: string) => ({
  error: expect.objectContaining({ code, message: expect.any(String), requestId: expect.any(String) }),
});

async function answerTo(bytes: string): Promise<{ status: number; body: unknown }> {
  const socket = connect((app.server.server.address() as AddressInfo).port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += String(chunk);
  });
  socket.write(bytes);
  await once(socket, "close");
  return { status: Number(answer.split(" ")[1]), body: JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))) };
}

test.each([
  [
    "a percent sign that encodes nothing",
    "GET /v1/profiles/user_id/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  ],
  ["bytes that are no HTTP", "hello\r\n\r\n"],
  ["headers that are too large", `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`],
  [
    "a Host that is no host",
    `GET /v1/projects/${writeKey}/settings HTTP/1.1\r\nHost: a b:c\r\nConnection: close\r\n\r\n`,
  ],
])("%s: 400 in the one error shape", async (_, bytes) => {
  expect(await answerTo(bytes)).toEqual({ status: 400, body: errorShape("bad-request") });
});

test("a body that nests deeper than anyone needs is not read: 400", async () => {
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/decide",
    headers: basic(writeKey),
    payload: `{"userId":"ada","placements":["home-hero"],"context":{"a":${"[".repeat(300)}${"]".repeat(300)}}}`,
  });
  expect([response.statusCode, response.json()]).toEqual([400, errorShape("bad-request")]);
});

test.each([1_001, 3_000])("an id of %d characters is nobody's: 404", async (length) => {
  const response = await app.server.inject({
    method: "GET",
    url: `/v1/profiles/user_id/${"x".repeat(length)}`,
    headers: basic(secretKey),
  });
  expect([response.statusCode, response.json()]).toEqual([404, errorShape("not-found")]);
});

test.each([".", "..", "a/b", "100%", "ä ?#"])(
  "a person whose user id is %j is shown by the command line",
  async (id) => {
    const connection = createHttpConnection({ url, secretKey });
    await connection.request("POST", "/v1/batch", { batch: [{ type: "track", event: "Visit", userId: id }] });
    const profile = await connection.request("GET", profilePath("user_id", id));
    expect(profile).toMatchObject({ identities: [expect.objectContaining({ namespace: "user_id", value: id })] });
    await connection.close();
  },
);

test("a name in the query string that the route does not know is refused with its path, and what was probably meant", async () => {
  const ask = async (path: string, key = secretKey) => {
    const response = await app.server.inject({ url: path, headers: basic(key) });
    return [response.statusCode, response.json().error?.path, response.json().error?.message];
  };
  expect(await ask("/v1/deliveries?limmit=3")).toEqual([
    400,
    "limmit",
    "`limmit` is no parameter of this route; did you mean limit?",
  ]);
  expect(await ask("/v1/journeys?of=ada")).toEqual([
    400,
    "of",
    "`of` is no parameter of this route; this route takes none.",
  ]);
  // A namespace alone names nobody.
  expect((await ask("/v1/deliveries?namespace=email")).slice(0, 2)).toEqual([400, "id"]);
  // Who may not ask is not told what could be asked.
  expect((await ask("/v1/deliveries?limmit=3", "nothing"))[0]).toBe(401);
});

test("what browsers, pictures and links of mails are called with may have names of others in its query string", async () => {
  const status = async (path: string) => (await app.server.inject({ url: path, headers: basic(writeKey) })).statusCode;
  expect(await status("/v1/inbox?anonymousId=b-1&_=123")).toBe(200);
  expect(await status("/pixel/v1/track?event=Seen&anonymousId=b-1&_=123")).toBe(200);
  expect(await status("/health/ready?_=123")).toBe(200);
});
