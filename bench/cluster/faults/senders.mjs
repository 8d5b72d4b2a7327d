/** Senders that know what was acknowledged, and when; and askers of decisions. */
import { ask } from "./ask.mjs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Senders that never give up on a batch, and know what was acknowledged and when; and askers of decisions that take what they get. */
export function startLoad(nodes, { senders = 8, askers = 2, people = 400, random }) {
  const acknowledged = new Map();
  const ackedAt = [];
  const decidedAt = [];
  const refused = { events: 0, decisions: 0 };
  let stopping = false;
  let batches = 0;

  async function send(turn) {
    for (let at = turn; !stopping; at++) {
      const batch = Array.from({ length: 10 }, (_, index) => ({
        type: "track",
        event: "Product Viewed",
        anonymousId: `person-${Math.floor(random() * people)}`,
        messageId: `m-${turn}-${at}-${index}`,
        timestamp: new Date().toISOString(),
        properties: { product_id: `mug-${index}` },
      }));
      batches += 1;
      for (;;) {
        const node = nodes[Math.floor(random() * nodes.length)];
        const { status } = await ask(node.url, "/v1/batch", { body: { batch }, timeoutMs: 6_000 });
        if (status === 200) break;
        refused.events += 1;
        await pause(100);
      }
      ackedAt.push(performance.now());
      for (const event of batch) acknowledged.set(event.messageId, event.anonymousId);
      await pause(60);
    }
  }

  async function decide() {
    while (!stopping) {
      const node = nodes[Math.floor(random() * nodes.length)];
      const body = { anonymousId: `person-${Math.floor(random() * people)}`, placements: ["home"] };
      const { status } = await ask(node.url, "/v1/decide", { body, timeoutMs: 2_000 });
      if (status === 200) decidedAt.push(performance.now());
      else refused.decisions += 1;
      await pause(40);
    }
  }

  const running = [
    ...Array.from({ length: senders }, (_, index) => send(index * 1_000_000)),
    ...Array.from({ length: askers }, decide),
  ];
  return {
    acknowledged,
    refused,
    /** The longest time after `since` without an acknowledgement, or a decision, in seconds. */
    longestGaps: (since) => ({ events: longestGap(ackedAt, since), decisions: longestGap(decidedAt, since) }),
    acknowledgedAfter: (since) => ackedAt.filter((at) => at > since).length,
    batches: () => batches,
    async stop() {
      stopping = true;
      await Promise.all(running);
    },
  };
}

function longestGap(times, since) {
  const after = [since, ...times.filter((at) => at > since), performance.now()];
  let longest = 0;
  for (let index = 1; index < after.length; index++) longest = Math.max(longest, after[index] - after[index - 1]);
  return Number((longest / 1_000).toFixed(1));
}
