import type { Engine } from "@attune/engine/runtime/engine";
import { sentIn } from "@attune/engine/runtime/journey-triggers";
import { hourMs } from "@attune/math/time-units";
import type { AlertThresholds } from "@attune/model/alerts";
import type { PendingDelivery } from "@attune/model/journey";
import type { ChannelName } from "@attune/model/message";
import type { Playbook } from "@attune/model/tactic";
import { setUpBy } from "./set-up-by.ts";

/** Something that keeps messages from their people, or makes them useless. */
export interface DeliveryTrouble {
  /** What it is about: a channel, `public-url`, `waiting`. */
  subject: string;
  message: string;
  action: string;
}

/** What is wrong with delivery now. Costs next to nothing where nothing waits, and some milliseconds at most. */
export async function deliveryTroubles(
  engine: Engine,
  limits: Pick<AlertThresholds, "waitingHours" | "waitingMessages">,
  now: number,
): Promise<DeliveryTrouble[]> {
  return [...unfinishedSetup(engine), ...(await waitingTroubles(engine, limits, now))];
}

/** Journeys that send by what is not set up, and mails whose links lead nowhere. */
function unfinishedSetup({ playbook, journeys }: Engine): DeliveryTrouble[] {
  if (journeys === null) return [];
  const missing = [...journeysByChannel(playbook)].flatMap(([channel, ids]): DeliveryTrouble[] =>
    journeys.channels().has(channel)
      ? []
      : [
          {
            subject: channel,
            message: `Journeys send by ${channel}, which is not set up: each such message fails (${listed(ids)}).`,
            action: `Set ${setUpBy[channel]} and restart the server.`,
          },
        ],
  );
  const mailing = journeysByChannel(playbook).get("email");
  if (mailing === undefined || journeys.publicUrl() !== null) return missing;
  return [
    ...missing,
    {
      subject: "public-url",
      message: `Nobody said where this server is reached from outside: links in mails, those to unsubscribe among them, lead to http://localhost (${listed(mailing)}).`,
      action:
        "Set ATTUNE_PUBLIC_URL (or `attune serve --public-url`), such as https://mail.shop.example, and restart the server.",
    },
  ];
}

function journeysByChannel({ journeys = [], messages = {} }: Playbook): Map<ChannelName, string[]> {
  const found = new Map<ChannelName, string[]>();
  for (const { journeyId, steps } of journeys) {
    const channels = new Set(sentIn(steps).flatMap((templateId) => messages[templateId]?.channel ?? []));
    for (const channel of channels) found.set(channel, [...(found.get(channel) ?? []), journeyId]);
  }
  return found;
}

/** What waits is known by a sample of so many; with fewer it is known exactly. */
const mostLooked = 2_000;
/** A large wave has gone out by then. */
const waveMs = 10 * 60_000;
/** Quiet hours are over by then. */
const heldMs = 24 * hourMs;

async function waitingTroubles(
  { stores, journeys }: Engine,
  { waitingHours, waitingMessages }: Pick<AlertThresholds, "waitingHours" | "waitingMessages">,
  now: number,
): Promise<DeliveryTrouble[]> {
  const total = await stores.journeys.pendingCount();
  if (total === 0) return [];
  const looked: PendingDelivery[] = [];
  for await (const page of stores.journeys.pendingDeliveries(null)) {
    looked.push(...page);
    if (looked.length >= mostLooked) break;
  }
  const inAll = (count: number) => Math.round((count * total) / Math.max(1, looked.length));
  const limitMs = waitingHours * hourMs;
  const atReceivers = looked.filter(({ putOff }) => putOff?.by === "receiver");
  const held = looked.filter(({ putOff, createdAt }) => putOff?.by === "rules" && now - createdAt > heldMs);
  const overdue = looked.filter(({ putOff, dueAt }) => putOff === undefined && now - dueAt > limitMs);
  const late = looked.filter(({ putOff, dueAt }) => putOff === undefined && now - dueAt > waveMs);
  const troubles = await awayReceivers(stores, atReceivers, limitMs, inAll, now);

  if (overdue.length > 0)
    troubles.push({
      subject: "waiting",
      message: `${count(inAll(overdue.length))} that should have gone out more than ${waitingHours} h ago${journeys?.trouble() == null ? "" : `: ${journeys.trouble()}`}.`,
      action: "`attune deliver waiting` lists them. See that a server runs, and read its log.",
    });
  else if (inAll(atReceivers.length + late.length) > waitingMessages)
    troubles.push({
      subject: "waiting",
      message: `${count(inAll(atReceivers.length + late.length))} though due; ${waitingMessages.toLocaleString("en")} is the most that should.`,
      action:
        "`attune deliver waiting` says what keeps them. A server alone sends about a thousand a second; a receiver that is slow takes fewer.",
    });
  if (held.length > 0)
    troubles.push({
      subject: "held",
      message: `${count(inAll(held.length))}, held back for more than a day: ${mostOften(held)}.`,
      action: "Look at `delivery:` in the playbook: what promotion waits for longer than three days is left out.",
    });
  return troubles;
}

const recordsRead = 200;
/** A receiver that put a message off so often has not just been busy. */
const enoughAttempts = 3;

/** Channels that have taken nothing since the first of what waits for them was queued. */
async function awayReceivers(
  stores: Engine["stores"],
  waiting: readonly PendingDelivery[],
  limitMs: number,
  inAll: (count: number) => number,
  now: number,
): Promise<DeliveryTrouble[]> {
  if (waiting.length === 0) return [];
  const records = await stores.journeys.deliveries(null, recordsRead);
  const channels = [...new Set(waiting.map(({ channel }) => channel))];
  return channels.flatMap((channel): DeliveryTrouble[] => {
    const own = waiting.filter((delivery) => delivery.channel === channel);
    const sinceAt = Math.min(...own.map(({ createdAt }) => createdAt));
    const isLong = now - sinceAt > limitMs || own.some(({ attempts }) => attempts >= enoughAttempts);
    const hasTaken = records.some(
      (record) => record.channel === channel && record.outcome === "sent" && record.at > sinceAt,
    );
    if (!isLong || hasTaken) return [];
    return [
      {
        subject: channel,
        message: `${receivers[channel]} takes nothing: ${count(inAll(own.length))}, the first since ${new Date(sinceAt).toISOString()}. It says: ${mostOften(own)}.`,
        action: `${remedies[channel]} After ten attempts, about four hours, a message fails; \`attune deliver resend\` sends it again.`,
      },
    ];
  });
}

const receivers: Readonly<Record<ChannelName, string>> = {
  email: "The mail server",
  "web-push": "The push service",
  webhook: "The receiver of webhooks",
  "in-app": "The inbox",
};

const remedies: Readonly<Record<ChannelName, string>> = {
  email: "See that ATTUNE_SMTP_URL leads to a mail server that is up, and that it takes the name and password.",
  "web-push": "See that this machine reaches the push services of browsers.",
  webhook: "See that the receiver is up and answers within 20 seconds.",
  "in-app": "Read the server's log.",
};

function count(messages: number): string {
  return messages === 1 ? "1 message waits" : `${messages.toLocaleString("en")} messages wait`;
}

function mostOften(waiting: readonly PendingDelivery[]): string {
  const counts = new Map<string, number>();
  for (const { putOff } of waiting) if (putOff !== undefined) counts.set(putOff.why, (counts.get(putOff.why) ?? 0) + 1);
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? "nothing";
}

function listed(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(", ") : `${ids.slice(0, 5).join(", ")} and ${ids.length - 5} more`;
}
