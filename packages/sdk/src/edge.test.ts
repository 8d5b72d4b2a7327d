import type { LocalBundle } from "@attune/model/local-bundle";
import { expect, test } from "vitest";
import { createEdgeClient } from "./edge.ts";

const content = (headline: string) => ({ headline });

const bundle: LocalBundle = {
  schema: "attune.decide.bundle/1",
  profileId: "p1",
  bucketingKey: "p1",
  computedAt: 5_000_000,
  validUntil: 5_040_000,
  timeZone: "UTC",
  placements: {
    hero: {
      content: content("Hello"),
      tactics: [
        {
          tacticId: "lamps",
          variantId: "default",
          content: content("Lamps"),
          when: { context: "category", is: "lamps" },
        },
      ],
    },
    list: { content: {}, asksServer: true, tactics: [] },
  },
  caps: [],
};

/** An edge whose network and clock the test holds: this machine's clock is at 0 where the server's is at 5,000,000. */
function open(answerFor: Record<string, unknown> = {}) {
  const asked: string[] = [];
  const work: Array<Promise<unknown>> = [];
  let nowMs = 0;
  const answers: Record<string, unknown> = {
    decide: { decisionId: "d1", profileId: "p1", placements: { hero: { content: content("from the server") } } },
    "decide/confirm": { confirmed: 1 },
    "decide/bundle": bundle,
    ...answerFor,
  };
  const edge = createEdgeClient({
    url: "http://attune.example",
    writeKey: "wk",
    now: () => nowMs,
    waitUntil: (one) => void work.push(one),
    fetch: async (url) => {
      const path = new URL(String(url)).pathname.replace("/v1/", "");
      asked.push(path);
      return answers[path] === null ? new Response("", { status: 503 }) : Response.json(answers[path]);
    },
  });
  return {
    edge,
    asked,
    settle: async () => void (await Promise.all(work.splice(0))),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const ada = { anonymousId: "a", placements: ["hero"] };

test("the first request is the server's; the next is decided here, and still told to the server, which records it", async () => {
  const { edge, asked, settle } = open();
  expect(await edge.decide(ada)).toMatchObject({
    decided: "server",
    placements: { hero: { content: content("from the server") } },
  });
  await settle();
  expect(asked.splice(0)).toEqual(["decide", "decide/confirm", "decide/bundle"]);
  expect(await edge.decide(ada)).toMatchObject({
    decided: "here",
    placements: { hero: { content: content("Hello"), tacticId: null } },
  });
  await settle();
  expect(asked).toEqual(["decide"]);
  expect(await edge.decide({ ...ada, context: { category: "lamps" } })).toMatchObject({
    decided: "here",
    placements: { hero: { content: content("Lamps"), tacticId: "lamps" } },
  });
});

test("what the bundle cannot know, the server is asked for", async () => {
  const { edge, settle } = open();
  await edge.decide({ ...ada, placements: ["hero", "list"] });
  await settle();
  expect((await edge.decide(ada)).decided).toBe("here");
  expect((await edge.decide({ ...ada, placements: ["list"] })).decided).toBe("server");
});

test("a bundle is over when it says so, by the server's clock", async () => {
  const { edge, settle, pass } = open();
  await edge.decide(ada);
  await settle();
  pass(39_999);
  expect((await edge.decide(ada)).decided).toBe("here");
  pass(1);
  expect((await edge.decide(ada)).decided).toBe("server");
});

test("another person, another consent, and a person who did something are asked for anew", async () => {
  for (const change of ["person", "consent", "event"]) {
    const { edge, settle } = open();
    await edge.decide(ada);
    await settle();
    if (change === "event") edge.forget(ada);
    const request = {
      ...ada,
      ...(change === "person" ? { anonymousId: "b" } : {}),
      ...(change === "consent" ? { context: { consent: { personalization: false } } } : {}),
    };
    expect([change, (await edge.decide(request)).decided]).toEqual([change, "server"]);
  }
});

test("without an answer there are no decisions, and no exception", async () => {
  const { edge } = open({ decide: null });
  expect(await edge.decide(ada)).toEqual({ placements: {}, decided: "none" });
});
