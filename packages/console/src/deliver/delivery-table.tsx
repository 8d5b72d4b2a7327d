import type { ToldDelivery } from "../api/journeys.ts";
import { routeTo } from "../app/route-address.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Moment } from "../parts/moment.tsx";
import { Pill } from "../parts/pill.tsx";
import { shortId } from "../people/display-name.ts";
import { Resend } from "./resend.tsx";

const outcomeWords = {
  sent: { words: "Sent", tone: "good" },
  failed: { words: "Failed", tone: "bad" },
  skipped: { words: "Kept back", tone: "plain" },
} as const;

/** What became of messages, newest first. */
export function DeliveryTable({ deliveries }: { deliveries: readonly ToldDelivery[] }) {
  return (
    <DataTable
      caption="Messages"
      rows={deliveries}
      rowKey={({ deliveryId, at }) => `${deliveryId} ${at}`}
      columns={[
        { title: "Message", show: ({ templateId }) => templateId, csv: ({ templateId }) => templateId },
        {
          title: "Outcome",
          show: ({ outcome }) => <Pill tone={outcomeWords[outcome].tone}>{outcomeWords[outcome].words}</Pill>,
          csv: ({ outcome }) => outcome,
        },
        { title: "Because", isText: true, show: ({ reason }) => reason, csv: ({ reason }) => reason },
        { title: "By", show: ({ channel }) => channel, csv: ({ channel }) => channel },
        {
          title: "To",
          show: ({ profileId }) => (
            <a href={routeTo("profiles", "profile_id", profileId)} title={profileId}>
              {shortId(profileId)}
            </a>
          ),
          csv: ({ profileId }) => profileId,
        },
        {
          title: "Again",
          show: ({ deliveryId, canResend }) => (canResend === true ? <Resend deliveryId={deliveryId} /> : null),
        },
        { title: "When", show: ({ at }) => <Moment at={at} />, csv: ({ at }) => new Date(at).toISOString() },
      ]}
    />
  );
}
