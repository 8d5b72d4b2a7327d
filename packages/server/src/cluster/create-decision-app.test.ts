import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { DecideRequest } from "@attune/model/decision";
import { AttuneError } from "@attune/model/errors";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followAccounts } from "../accounts/followed-accounts.ts";
import { createDecisionApp, type DecisionApp } from "./create-decision-app.ts";

const keys = { writeKey: "wk_1", secretKey: "sk_1" };
const decided = (asked: DecideRequest) => ({
  decisionId: "d",
  profileId: "p",
  placements: { [asked.placements[0]!]: shown },
});
const shown = {
  ...{ tacticId: "t", variantId: null, holdout: false, content: { headline: "Hello" } },
  ...{ items: [], fallback: false, reason: "for everyone" },
};

let app: DecisionApp;
let url: string;
const server = createServer((request, response) => app.answer(request, response));
beforeAll(async () => {
  app = await createDecisionApp({
    node: {
      async decide(asked) {
        if (asked.userId === "nobody's") throw new AttuneError("storage-unavailable", "the engines choose a leader");
        return decided(asked);
      },
    },
    accounts: await followAccounts({ read: async () => null }, keys, Date.now),
    keys,
    publicUrl: null,
    writerUrl: () => null,
    log: pino({ level: "silent" }),
    clock: Date.now,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await app.close();
});

async function ask(path: string, body: object, key = keys.writeKey) {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { date: _, ...headers } = Object.fromEntries(response.headers);
  const said = (await response.text()).replaceAll(/"(decisionId|requestId)":"[^"]*"/g, "");
  return { status: response.status, headers, said };
}

test.each<[string, object, string, number]>([
  ["in order", { userId: "ada", placements: ["hero"] }, "wk_1", 200],
  ["while engines choose a leader", { userId: "nobody's", placements: ["hero"] }, "wk_1", 200],
  ["to be confirmed, which the writer answers", { userId: "ada", placements: ["hero"], confirm: true }, "wk_1", 200],
  ["that names no placement", { userId: "ada" }, "wk_1", 400],
  ["with a key that nobody knows", { userId: "ada", placements: ["hero"] }, "wk_2", 401],
])("a decision %s is answered alike with and without the framework in between", async (_name, body, key, status) => {
  const plain = await ask("/v1/decide", body, key);
  expect(plain).toEqual(await ask("/v1/decide/", body, key));
  expect(plain.status).toBe(status);
});

test("what is to be confirmed is not decided here", async () => {
  const { said } = await ask("/v1/decide", { userId: "ada", placements: ["hero"], confirm: true });
  expect(JSON.parse(said.replace("{,", "{")).placements.hero).toMatchObject({ tacticId: null, fallback: true });
});
