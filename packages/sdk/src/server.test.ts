import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createServerClient, type ServerClientOptions } from "./server.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Sent {
  path: string;
  batch: Array<Record<string, unknown>>;
  body: Record<string, unknown>;
}

/** A client whose network the test holds: answers in turn, the last one for ever. */
function open(answers: Array<Response | Error>, options: Partial<ServerClientOptions> = {}) {
  const sent: Sent[] = [];
  const lost: Array<[readonly string[], string]> = [];
  const client = createServerClient({
    url: "http://attune.example/",
    writeKey: "wk",
    fetch: async (url, init) => {
      const body = JSON.parse(String(init?.body)) as Record<string, unknown>;
      sent.push({ path: String(url), batch: (body.batch ?? []) as Sent["batch"], body });
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      if (answer instanceof Error) throw answer;
      return answer.clone();
    },
    onLost: (...given) => void lost.push(given),
    ...options,
  });
  return { client, sent, lost };
}

const ok = () => Response.json({ success: true });
const ids = ({ batch }: Sent) => batch.map(({ messageId }) => messageId);

test("calls return at once and travel together, each with its type, its time and an id of its own", async () => {
  const { client, sent } = open([ok()]);
  client.track({ userId: "ada", event: "Order Completed", properties: { revenue: 49 } });
  client.identify({ userId: "ada", traits: { plan: "gold" } });
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(sent.map(({ path }) => path)).toEqual(["http://attune.example/v1/batch?writeKey=wk"]);
  expect(sent[0]!.batch).toMatchObject([
    { type: "track", event: "Order Completed", userId: "ada", context: { library: { name: "attune-node" } } },
    { type: "identify", traits: { plan: "gold" } },
  ]);
  expect(new Set(ids(sent[0]!)).size).toBe(2);
  expect(sent[0]!.batch[0]!.timestamp).toEqual(expect.any(String));
});

test("an event that is sent again has the same id, so that it counts once; one's own id is kept", async () => {
  const { client, sent } = open([new Error("connection reset"), ok()]);
  client.track({ userId: "ada", event: "A" });
  client.track({ userId: "ada", event: "B", messageId: "order-7" });
  await vi.advanceTimersByTimeAsync(500 + 1_000);
  expect(sent).toHaveLength(2);
  expect(ids(sent[1]!)).toEqual(ids(sent[0]!));
  expect(ids(sent[0]!)[1]).toBe("order-7");
});

test("it waits as long as the server asks", async () => {
  const { client, sent } = open([new Response("", { status: 503, headers: { "retry-after": "20" } }), ok()]);
  client.track({ userId: "ada", event: "A" });
  await vi.advanceTimersByTimeAsync(500 + 19_999);
  expect(sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toHaveLength(2);
});

test("a full batch goes at once, and the rest after it, in the order of the calls", async () => {
  const { client, sent } = open([ok()], { batchSize: 2 });
  for (const event of ["a", "b", "c"]) client.track({ userId: "ada", event });
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toHaveLength(1);
  expect(await finished(client.flush())).toBe(true);
  expect(sent.map(({ batch }) => batch.map(({ event }) => event))).toEqual([["a", "b"], ["c"]]);
});

test("what the server refuses for good is given up, and said by its ids", async () => {
  const { client, lost } = open([new Response("", { status: 401 })]);
  client.track({ userId: "ada", event: "A", messageId: "m1" });
  expect(await finished(client.flush())).toBe(true);
  expect(lost).toEqual([[["m1"], "batch answered 401"]]);
});

test("beyond what may wait the newest is let go, and said", () => {
  const { client, lost } = open([new Error("down")], { mostWaiting: 1 });
  client.track({ userId: "ada", event: "A", messageId: "m1" });
  client.track({ userId: "ada", event: "B", messageId: "m2" });
  expect(lost).toEqual([[["m2"], "more than 1 events wait"]]);
});

test("close sends what waits and takes nothing more; where the server is away it ends in time and says so", async () => {
  const { client, sent, lost } = open([ok()]);
  client.track({ userId: "ada", event: "A" });
  expect(await finished(client.close())).toBe(true);
  client.track({ userId: "ada", event: "B", messageId: "m2" });
  expect([sent.length, lost]).toEqual([1, [[["m2"], "the client is closed"]]]);

  const away = open([new Error("down")]);
  away.client.track({ userId: "ada", event: "A" });
  expect(await finished(away.client.close(5_000))).toBe(false);
});

test("a decision that came in time is confirmed; without an answer there is none", async () => {
  const answer = { decisionId: "d1", profileId: "p1", placements: {} };
  const { client, sent } = open([Response.json(answer)]);
  expect(await client.decide({ userId: "ada", placements: ["hero"] })).toEqual(answer);
  expect(sent.map(({ body }) => body)).toEqual([
    { userId: "ada", placements: ["hero"], confirm: true },
    { decisionIds: ["d1"] },
  ]);
  expect(await open([new Error("down")]).client.decide({ userId: "ada", placements: ["hero"] })).toBe(null);
});

async function finished<T>(work: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(20_000);
  return work;
}
