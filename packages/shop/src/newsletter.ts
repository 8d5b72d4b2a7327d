import { hourMs } from "@attune/math/time-units";
import { drawExponential } from "./draws.ts";
import type { SegmentPayload } from "./segment-payload.ts";
import type { Shopper } from "./shoppers.ts";
import type { Story } from "./story.ts";
import { newsletterSource } from "./traffic-source.ts";
import { visitShop } from "./visits.ts";
import type { World } from "./world.ts";

const weekMs = 7 * 24 * hourMs;
/** Monday 5 January 1970, 08:00 UTC: the letter goes out on Mondays at nine. */
const firstMondayMs = 4 * 24 * hourMs + 8 * hourMs;
const openShare = 0.28;
const clickShare = 0.14;
/** Letters opened later are not noticed. */
const longestDelayMs = 60 * hourMs;

/** The weekly letter to people who are known and allow marketing: opens, clicks, and the visits that clicks begin. */
export function* newsletter(world: World, shopper: Shopper): Story {
  const mailbox = world.rng.fork(`${shopper.shopperId}/mailbox`);
  const first = firstMondayMs + Math.ceil((world.startAt - firstMondayMs) / weekMs) * weekMs;
  for (let sentAt = first; sentAt < world.endAt; sentAt += weekMs) {
    const openLuck = mailbox.uniform();
    const clickLuck = mailbox.uniform();
    const delayMs = Math.min(drawExponential(mailbox, 8 * hourMs), longestDelayMs);
    yield { kind: "wait", at: sentAt };
    const memory = world.memoryOf(shopper);
    if (!memory.identified || openLuck >= openShare) continue;

    const letter = `letter-${new Date(sentAt).toISOString().slice(0, 10)}`;
    const id = `${shopper.shopperId}m${Math.round(sentAt / weekMs)}`;
    const openedAt = Math.floor(sentAt + delayMs);
    const report = (event: string, at: number): SegmentPayload => ({
      type: "track",
      event,
      messageId: `${world.run}-${id}-${event === "Email Opened" ? "o" : "c"}`,
      timestamp: new Date(at).toISOString(),
      userId: shopper.account.userId,
      properties: { email_id: letter, email_subject: "New for your home", campaign_name: "weekly-letter" },
      context: {
        channel: "email",
        library: { name: "analytics-node", version: "2.3.0" },
        traits: { email: shopper.account.email },
      },
    });
    if (openedAt >= world.endAt) return;
    memory.accountSince = Math.min(memory.accountSince, openedAt);
    yield { kind: "event", at: openedAt, payload: report("Email Opened", openedAt) };
    if (clickLuck >= clickShare) continue;
    const clickedAt = openedAt + 20_000;
    yield { kind: "event", at: clickedAt, payload: report("Email Link Clicked", clickedAt) };
    const start = { id, at: clickedAt + 2000, device: shopper.devices[0], source: newsletterSource };
    yield { kind: "begin", at: clickedAt, beginsAt: start.at, tell: () => visitShop(world, shopper, start) };
  }
}
