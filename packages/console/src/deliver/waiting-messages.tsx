import type { WaitingMessage } from "@attune/model/journey";
import { useJourneys, useWaitingMessages } from "../api/journeys.ts";
import { routeTo } from "../app/route-address.ts";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Moment } from "../parts/moment.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { shortId } from "../people/display-name.ts";

const waitsFor = {
  turn: { words: "Its turn", tone: "plain" },
  rules: { words: "Held back", tone: "warn" },
  receiver: { words: "Receiver", tone: "bad" },
} as const;

/** What is due or will be and has not gone out, and what keeps it. */
export function WaitingMessages() {
  const found = useWaitingMessages();
  const trouble = useJourneys().data?.trouble ?? null;
  const total = found.data?.total ?? 0;
  return (
    <Panel title="Waiting to go out" aside={total === 0 ? null : `${formatCount(total)} in all, the next first`}>
      {trouble === null ? null : (
        <p role="alert">
          <Pill tone="bad">Trouble</Pill> {trouble}
        </p>
      )}
      <Answer query={found} lines={3}>
        {({ waiting }) =>
          waiting.length === 0 ? (
            <Empty title="No message waits">
              One stands here from the moment a <a href="#/journeys">journey</a> sends it until its receiver has taken
              it; quiet hours and pauses keep it longer, and the reason stands beside it.
            </Empty>
          ) : (
            <WaitingTable waiting={waiting} />
          )
        }
      </Answer>
    </Panel>
  );
}

function WaitingTable({ waiting }: { waiting: readonly WaitingMessage[] }) {
  return (
    <DataTable
      caption="Messages that wait"
      rows={waiting}
      rowKey={({ deliveryId }) => deliveryId}
      columns={[
        { title: "Message", show: ({ templateId }) => templateId, csv: ({ templateId }) => templateId },
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
          title: "Waits for",
          show: ({ waitsFor: kind }) => <Pill tone={waitsFor[kind].tone}>{waitsFor[kind].words}</Pill>,
          csv: ({ waitsFor: kind }) => kind,
        },
        { title: "Because", isText: true, show: ({ why }) => why, csv: ({ why }) => why },
        { title: "By", show: ({ channel }) => channel, csv: ({ channel }) => channel },
        {
          title: "Until",
          show: ({ untilAt }) => <Moment at={untilAt} />,
          csv: ({ untilAt }) => new Date(untilAt).toISOString(),
        },
        {
          title: "Since",
          show: ({ queuedAt }) => <Moment at={queuedAt} />,
          csv: ({ queuedAt }) => new Date(queuedAt).toISOString(),
        },
      ]}
    />
  );
}
