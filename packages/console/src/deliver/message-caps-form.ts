import type { DeliveryEntry } from "@attune/model/delivery";
import type { ChannelName } from "@attune/model/message";

/** One cap of messages as it is typed; an empty channel or category means all. */
export interface MessageCapRow {
  channel: ChannelName | "";
  category: string;
  atMost: string;
  withinDays: string;
}

/** What keeps promotional messages back, as a form holds it. */
export interface MessageCapsForm {
  rows: MessageCapRow[];
  quietHours: string;
  /** A number, `never`, or empty: ten, as without a word. */
  tiredAfter: string;
}

export const blankMessageCap: MessageCapRow = { channel: "", category: "", atMost: "", withinDays: "7" };

/** Without a word three in seven days hold. */
const usualCaps: NonNullable<DeliveryEntry["caps"]> = [{ atMost: 3, withinDays: 7 }];

export function messageCapsForm({ caps = usualCaps, quietHours, tiredAfter }: DeliveryEntry = {}): MessageCapsForm {
  return {
    rows: caps.map(({ channel, category, atMost, withinDays }) => ({
      channel: channel ?? "",
      category: category ?? "",
      atMost: String(atMost),
      withinDays: String(withinDays),
    })),
    quietHours: quietHours ?? "",
    tiredAfter: tiredAfter === undefined ? "" : String(tiredAfter),
  };
}

/** The entry that a form says; what the form does not hold stays as it began. A cap without a number is not said. */
export function deliveryEntry(began: DeliveryEntry | undefined, form: MessageCapsForm): DeliveryEntry {
  const { caps: _caps, quietHours: _hours, tiredAfter: _tired, ...kept } = began ?? {};
  const tired = form.tiredAfter.trim().toLowerCase();
  const hours = form.quietHours.trim();
  return {
    ...kept,
    caps: form.rows
      .filter(({ atMost }) => atMost.trim() !== "")
      .map(({ channel, category, atMost, withinDays }) => ({
        ...(channel === "" ? {} : { channel }),
        ...(category.trim() === "" ? {} : { category: category.trim() }),
        atMost: Number(atMost),
        withinDays: Number(withinDays) || 7,
      })),
    ...(hours === "" ? {} : { quietHours: hours }),
    ...(tired === "never" ? { tiredAfter: tired } : Number(tired) > 0 ? { tiredAfter: Number(tired) } : {}),
  };
}

/** `at most 1 newsletter within 7 days by email; half as often after 10 without a response`. */
export function messageCapWords({ caps = usualCaps, quietHours, tiredAfter = 10 }: DeliveryEntry = {}): string {
  return [
    ...caps.map(({ atMost, withinDays, channel, category }) =>
      [`at most ${atMost}`, category, `within ${withinDays} days`, channel === undefined ? undefined : `by ${channel}`]
        .filter((word) => word !== undefined)
        .join(" "),
    ),
    ...(quietHours === undefined ? [] : [`not ${quietHours}`]),
    ...(tiredAfter === "never" ? [] : [`half as often after ${tiredAfter} without a response`]),
  ].join("; ");
}
