import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { feedLimit, type LiveEvent, useLiveEvents } from "../api/live-events.ts";
import { routeTo } from "../app/route-address.ts";
import { useQueryChoice, useQueryState } from "../app/use-route.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import style from "./live-events.module.css";

const actors = [
  { value: "all", label: "All" },
  { value: "person", label: "People" },
  { value: "bot", label: "Bots" },
  { value: "internal", label: "Internal" },
];

export default function LiveEvents() {
  const [paused, setPaused] = useState(false);
  const [name, setName] = useQueryState("name", "");
  const [actor, setActor] = useQueryChoice("by", ["all", "person", "bot", "internal"]);
  const { feed, query } = useLiveEvents(paused);
  const wanted = name.trim().toLowerCase();
  const shown = feed.filter(
    (event) => (actor === "all" || event.actor === actor) && event.name.toLowerCase().includes(wanted),
  );
  return (
    <Page
      title="Live events"
      lead="Each event a moment after it was accepted. Open one to see the person behind it."
      actions={
        <Button variant={paused ? "filled" : "default"} onClick={() => setPaused(!paused)} aria-pressed={paused}>
          {paused ? "Resume" : "Pause"}
        </Button>
      }
    >
      <div className={style.filters}>
        <TextInput
          className={style.name ?? ""}
          aria-label="Filter by event name"
          placeholder="Filter by name, such as Order"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SegmentedControl aria-label="Filter by who caused it" data={actors} value={actor} onChange={setActor} />
      </div>
      <Panel
        title={paused ? "Paused" : "Arriving"}
        aside={`${formatCount(shown.length)} ${plural(shown.length, "event")} shown, the newest ${formatCount(feedLimit)} kept`}
        flush
      >
        <div className={style.inset}>
          <Answer query={query} lines={8}>
            {() =>
              feed.length === 0 ? (
                <Empty title="No events yet">
                  <a href="#/start">Connect your own site</a>, or send one with any Segment-compatible client and the
                  write key. It shows here within two seconds.
                </Empty>
              ) : shown.length === 0 ? (
                <Empty title="No event here matches the filter">New ones that match will show as they arrive.</Empty>
              ) : (
                <ol className={style.list}>
                  {shown.map((event) => (
                    <EventRow key={event.offset} event={event} />
                  ))}
                </ol>
              )
            }
          </Answer>
        </div>
      </Panel>
    </Page>
  );
}

function EventRow({ event }: { event: LiveEvent }) {
  const [who = event.profileId, more] = event.identifiers;
  return (
    <li>
      <a className={style.row} href={routeTo("profiles", "profile_id", event.profileId)}>
        <span className={style.time}>
          <Moment at={event.at} clock />
        </span>
        <span className={style.what}>
          <span className={style.event}>{event.name}</span>
          {event.actor === "person" ? null : <Pill tone="warn">{event.actor === "bot" ? "Bot" : "Internal"}</Pill>}
        </span>
        <span className={style.who}>
          {who}
          {more === undefined ? null : <span className={style.more}> +{event.identifiers.length - 1}</span>}
        </span>
        <span className={style.from}>{[event.channel, event.device].filter(Boolean).join(", ")}</span>
        <span className={style.money}>{event.amount === null ? "" : formatMoney(event.amount, event.currency)}</span>
      </a>
    </li>
  );
}
