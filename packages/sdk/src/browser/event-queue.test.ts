import { expect, test } from "vitest";
import { memoryKeep } from "../testing/memory-keep.ts";
import type { Answer } from "../wire/post.ts";
import { createEventQueue, type Message } from "./event-queue.ts";

const ok: Answer = { kind: "answered", body: {} };
const down: Answer = { kind: "retry", afterMs: 0, reason: "down" };

/** A queue whose clock and network the test holds. */
function open(kept = memoryKeep()) {
  const sent: string[][] = [];
  const options: unknown[] = [];
  const lost: string[] = [];
  const calls: Array<{ at: number; call: () => void }> = [];
  const network: { answer: Answer | Promise<Answer> } = { answer: ok };
  let now = 1_000_000;
  const queue = createEventQueue({
    keep: kept.keep,
    post: async (_path, body, given) => {
      sent.push((body as { batch: Message[] }).batch.map(({ messageId }) => messageId));
      options.push(given);
      return network.answer;
    },
    later: (call, ms) => void calls.push({ at: now + ms, call }),
    random: () => 1,
    now: () => now,
    onLost: (reason) => void lost.push(reason),
  });
  return {
    queue,
    sent,
    options,
    lost,
    network,
    names: kept.names,
    /** Lets time pass; what is due by then is called, and what it began is waited for. */
    async pass(ms: number) {
      now += ms;
      for (const due of calls.splice(0)) {
        if (due.at > now) calls.push(due);
        else due.call();
      }
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}

const message = (messageId: string, text = ""): Message => ({ messageId, text });

test("events of one moment travel together, in their order, and leave the browser when they were answered", async () => {
  const { queue, sent, pass, names } = open();
  queue.add(message("a"));
  await pass(1);
  queue.add(message("b"));
  expect(names()).toHaveLength(2);
  await pass(200);
  expect([sent, names()]).toEqual([[["a", "b"]], []]);
});

test("the next page sends what the last one could not", async () => {
  const kept = memoryKeep();
  const first = open(kept);
  first.network.answer = new Promise(() => {});
  first.queue.add(message("a"));
  await first.pass(200);
  const next = open(kept);
  await next.queue.flush();
  expect([next.sent, kept.names()]).toEqual([[["a"]], []]);
});

test("after failures it waits longer each time, and as long as the server asks; nothing is lost", async () => {
  const { queue, sent, pass, network, names, lost } = open();
  network.answer = down;
  queue.add(message("a"));
  await pass(200);
  await pass(999);
  expect(sent).toHaveLength(1);
  await pass(1);
  expect(sent).toHaveLength(2);
  network.answer = { kind: "retry", afterMs: 30_000, reason: "busy" };
  await pass(2_000);
  expect(sent).toHaveLength(3);
  await pass(29_999);
  expect(sent).toHaveLength(3);
  network.answer = ok;
  await pass(1);
  expect([sent.length, names(), lost]).toEqual([4, [], []]);
});

test("when the page is left it does not wait, unless the server asked", async () => {
  const { queue, sent, pass, network } = open();
  network.answer = { kind: "retry", afterMs: 30_000, reason: "busy" };
  queue.add(message("a"));
  await pass(200);
  await queue.wake();
  expect(sent).toHaveLength(1);
  await pass(30_000);
  expect(sent).toHaveLength(2);
});

test("when the network comes back it does not wait", async () => {
  const { queue, sent, pass, network } = open();
  network.answer = down;
  queue.add(message("a"));
  await pass(200);
  network.answer = ok;
  await queue.wake();
  expect(sent).toEqual([["a"], ["a"]]);
});

test("what travels is not sent again meanwhile", async () => {
  const { queue, sent, network } = open();
  let answer: (answer: Answer) => void = () => {};
  network.answer = new Promise((resolve) => {
    answer = resolve;
  });
  queue.add(message("a"));
  const first = queue.flush();
  await queue.flush();
  queue.add(message("b"));
  network.answer = ok;
  await queue.flush();
  answer(ok);
  await first;
  expect(sent).toEqual([["a"], ["b"]]);
});

test("what the server refuses for good is given up, and said", async () => {
  const { queue, pass, network, names, lost } = open();
  network.answer = { kind: "refused", reason: "batch answered 401" };
  queue.add(message("a"));
  await pass(200);
  expect([names(), lost]).toEqual([[], ["batch answered 401"]]);
});

test("requests stay below what browsers let outlive a page; one event that is larger goes without that", async () => {
  const { queue, sent, pass, options } = open();
  queue.add(message("a", "x".repeat(30_000)));
  await pass(1);
  queue.add(message("b", "x".repeat(30_000)));
  await pass(1);
  queue.add(message("c", "x".repeat(60_000)));
  await pass(200);
  expect(sent).toEqual([["a"], ["b"], ["c"]]);
  expect(options).toEqual([{ keepalive: true }, { keepalive: true }, { keepalive: false }]);
});

test("beyond 200 the oldest go, and it is said", async () => {
  const { queue, pass, names, lost, network } = open();
  network.answer = new Promise(() => {});
  for (let i = 0; i < 201; i++) {
    queue.add(message(String(i)));
    await pass(0);
  }
  expect(names()).toHaveLength(200);
  expect(names().some((name) => name.endsWith(".0"))).toBe(false);
  expect(lost).toHaveLength(1);
});

test("what is in the browser and is no event is thrown away", async () => {
  const kept = memoryKeep();
  kept.keep.set("q.0.broken", "{");
  const { queue, sent } = open(kept);
  queue.add(message("a"));
  await queue.flush();
  expect([sent, kept.names()]).toEqual([[["a"]], []]);
});
