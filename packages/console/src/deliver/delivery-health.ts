import type { DeliveryRecord } from "@attune/model/journey";

/** How a channel does, over the latest messages. */
export interface ChannelHealth {
  channel: string;
  sent: number;
  failed: number;
  skipped: number;
  /** Of what was tried, the share that failed; null: nothing was tried. */
  failedShare: number | null;
  /** Why most of the others did not go out, with how many; null: all went out. */
  mostOften: { reason: string; count: number } | null;
}

/** One line for each channel, the busiest first. */
export function deliveryHealth(records: readonly DeliveryRecord[]): ChannelHealth[] {
  const channels = [...new Set(records.map(({ channel }) => channel))];
  const sizeOf = ({ sent, failed, skipped }: ChannelHealth) => sent + failed + skipped;
  return channels
    .map((channel) =>
      healthOf(
        channel,
        records.filter((record) => record.channel === channel),
      ),
    )
    .sort((a, b) => sizeOf(b) - sizeOf(a));
}

function healthOf(channel: string, records: readonly DeliveryRecord[]): ChannelHealth {
  const count = (outcome: DeliveryRecord["outcome"]) => records.filter((record) => record.outcome === outcome).length;
  const [sent, failed, skipped] = [count("sent"), count("failed"), count("skipped")];
  const reasons = new Map<string, number>();
  for (const { outcome, reason } of records)
    if (outcome !== "sent") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const [most] = [...reasons].sort((a, b) => b[1] - a[1]);
  return {
    channel,
    sent,
    failed,
    skipped,
    failedShare: sent + failed === 0 ? null : failed / (sent + failed),
    mostOften: most === undefined ? null : { reason: most[0], count: most[1] },
  };
}
