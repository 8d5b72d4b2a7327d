import { useGet } from "../api/get.ts";
import type { ToldDelivery } from "../api/journeys.ts";
import { deliveryHealth } from "../deliver/delivery-health.ts";
import { DeliveryTable } from "../deliver/delivery-table.tsx";
import { WaitingMessages } from "../deliver/waiting-messages.tsx";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

/** What health is told from: enough for shares, little enough for any shop. */
const latest = 500;
const listed = 100;

export default function Messages() {
  const deliveries = useGet<{ deliveries: ToldDelivery[] }>(`/v1/deliveries?limit=${latest}`, 15_000);
  return (
    <Page
      title="Delivery"
      lead="What was sent, what failed and what was kept back, with the rule that kept it; and the systems that events are handed on to."
    >
      <Panel title="Health by channel" aside={`The latest ${formatCount(latest)} messages`}>
        <Answer query={deliveries} lines={3}>
          {({ deliveries: found }) => <Health records={found} />}
        </Answer>
      </Panel>
      <WaitingMessages />
      <Panel title="Newest messages">
        <Answer query={deliveries}>
          {({ deliveries: found }) =>
            found.length === 0 ? (
              <Empty title="Nothing was sent yet">
                Messages come from <a href="#/journeys">journeys</a>; what they say stands in{" "}
                <a href="#/templates">templates</a>.
              </Empty>
            ) : (
              <DeliveryTable deliveries={found.slice(0, listed)} />
            )
          }
        </Answer>
      </Panel>
      <Destinations />
    </Page>
  );
}

const failedAlarm = 0.1;

function Health({ records }: { records: readonly ToldDelivery[] }) {
  const channels = deliveryHealth(records);
  if (channels.length === 0) return <p className={form.note}>Nothing was sent or kept back yet.</p>;
  return (
    <DataTable
      caption="Health by channel"
      rows={channels}
      rowKey={({ channel }) => channel}
      columns={[
        { title: "Channel", show: ({ channel }) => humanize(channel), csv: ({ channel }) => channel },
        { title: "Sent", show: ({ sent }) => formatCount(sent), csv: ({ sent }) => sent, isNumber: true },
        {
          title: "Failed",
          show: ({ failed, failedShare }) => (
            <>
              {formatCount(failed)}{" "}
              {failedShare === null || failed === 0 ? null : (
                <Pill tone={failedShare > failedAlarm ? "bad" : "warn"}>{formatPercent(failedShare)}</Pill>
              )}
            </>
          ),
          csv: ({ failed }) => failed,
          isNumber: true,
        },
        {
          title: "Kept back",
          show: ({ skipped }) => formatCount(skipped),
          csv: ({ skipped }) => skipped,
          isNumber: true,
        },
        {
          title: "Most often because",
          show: ({ mostOften }) => (mostOften === null ? "–" : `${mostOften.reason} (${formatCount(mostOften.count)})`),
          csv: ({ mostOften }) => mostOften?.reason ?? null,
        },
      ]}
    />
  );
}

interface DestinationState {
  destinationId: string;
  kind: string;
  url: string;
  behind: number;
  sent: number;
  refused: number;
  trouble: string | null;
}

function Destinations() {
  const destinations = useGet<{ destinations: DestinationState[] }>("/v1/destinations", 15_000);
  return (
    <Panel title="Other systems" aside="That get the events">
      <Answer query={destinations} lines={2}>
        {({ destinations: found }) =>
          found.length === 0 ? (
            <Empty title="Events are handed on to nobody">
              Under <code>destinations</code> the playbook names them, and the consent that each needs.
            </Empty>
          ) : (
            <DataTable
              caption="Other systems"
              rows={found}
              rowKey={({ destinationId }) => destinationId}
              columns={[
                {
                  title: "System",
                  show: ({ destinationId }) => destinationId,
                  csv: ({ destinationId }) => destinationId,
                },
                {
                  title: "State",
                  show: ({ trouble }) =>
                    trouble === null ? <Pill tone="good">Takes them</Pill> : <Pill tone="bad">{trouble}</Pill>,
                  csv: ({ trouble }) => trouble,
                },
                {
                  title: "Behind by",
                  show: ({ behind }) => formatCount(behind),
                  csv: ({ behind }) => behind,
                  isNumber: true,
                },
                { title: "Sent", show: ({ sent }) => formatCount(sent), csv: ({ sent }) => sent, isNumber: true },
                {
                  title: "Refused",
                  show: ({ refused }) => formatCount(refused),
                  csv: ({ refused }) => refused,
                  isNumber: true,
                },
              ]}
            />
          )
        }
      </Answer>
    </Panel>
  );
}
