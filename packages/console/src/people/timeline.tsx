import type { Identifier } from "@attune/model/identity";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTacticNames } from "../api/measure.ts";
import { type DecisionEntry, type EventEntry, type TimelineEntry, useTimeline } from "../api/profiles.ts";
import { useBusiness } from "../api/system.ts";
import { routeTo } from "../app/route-address.ts";
import { formatMoney } from "../format/money.ts";
import { formatDate } from "../format/time.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import { JsonView } from "../parts/json-view.tsx";
import { Moment } from "../parts/moment.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { eventDetail } from "./event-detail.ts";
import { armWords } from "./profile-panels.tsx";
import style from "./timeline.module.css";

/** A person's history, newest first, by day, with the decisions made for them among what they did. */
export function Timeline({ who }: { who: Identifier }) {
  const query = useTimeline(who);
  const timeZone = useBusiness().data?.timeZone;
  return (
    <Panel title="Timeline" flush>
      <div className={style.inset}>
        <Answer query={query} lines={8}>
          {({ pages }) => {
            const entries = pages.flatMap((page) => page.events);
            return entries.length === 0 ? (
              <Empty title="Nothing has happened yet" />
            ) : (
              <>
                {byDay(entries, timeZone).map(({ day, entries: ofDay }) => (
                  <section key={day} aria-label={day}>
                    <h3 className={style.day}>{day}</h3>
                    <ol className={style.list}>
                      {ofDay.map((entry) => (
                        <Entry key={entry.offset} entry={entry} />
                      ))}
                    </ol>
                  </section>
                ))}
                <div className={style.more}>
                  {query.hasNextPage ? (
                    <Button
                      variant="default"
                      loading={query.isFetchingNextPage}
                      onClick={() => void query.fetchNextPage()}
                    >
                      Load older
                    </Button>
                  ) : (
                    "That is everything."
                  )}
                </div>
              </>
            );
          }}
        </Answer>
      </div>
    </Panel>
  );
}

/** Entries (newest first) in runs of one business day. */
function byDay(entries: readonly TimelineEntry[], timeZone: string | undefined) {
  const days: Array<{ day: string; entries: TimelineEntry[] }> = [];
  for (const entry of entries) {
    const day = formatDate(Date.parse(String(entry.at)), timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

function Entry({ entry }: { entry: TimelineEntry }) {
  return (
    <li className={style.entry}>
      <span className={style.time}>
        <Moment at={entry.at} clock />
      </span>
      {entry.kind === "event" ? <EventBody entry={entry} /> : <DecisionBody entry={entry} />}
    </li>
  );
}

function EventBody({ entry }: { entry: EventEntry }) {
  const [open, setOpen] = useState(false);
  const currency = useBusiness().data?.currency ?? null;
  const detail = eventDetail(entry);
  const id = `event-${entry.offset}`;
  return (
    <div className={style.body}>
      <button
        type="button"
        className={style.summary}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <span className={style.name}>{entry.name}</span>
        {entry.actor === "person" ? null : <Pill tone="warn">{entry.actor === "bot" ? "Bot" : "Internal"}</Pill>}
        {entry.money ? (
          <span className={style.money}>
            {entry.money.kind === "refund" ? "−" : ""}
            {formatMoney(entry.money.amount, currency)}
          </span>
        ) : null}
        {detail === null ? null : <span className={style.soft}>{detail}</span>}
      </button>
      <div id={id} hidden={!open}>
        {open ? (
          <div className={style.detail}>
            <p className={style.soft}>
              From {entry.source}, log entry {entry.offset}
            </p>
            <JsonView value={entry.properties} label={`Properties of ${entry.name}`} />
          </div>
        ) : null}
      </div>
    </div>
  );
}

function DecisionBody({ entry }: { entry: DecisionEntry }) {
  const { opportunities } = entry.decision;
  const nameOf = useTacticNames();
  return (
    <div className={style.body}>
      <span className={style.decision}>Decision</span>
      {opportunities.length === 0 ? (
        <p className={style.soft}>No tactic was due; the default was shown.</p>
      ) : (
        <ul className={style.opportunities}>
          {opportunities.map((one) => (
            <li key={`${one.placementId} ${one.tacticId}`}>
              <a href={routeTo("tactics", one.tacticId)}>{nameOf(one.tacticId)}</a>{" "}
              <span className={style.in}>in {one.placementId}</span>{" "}
              <Pill tone={armWords[one.arm].tone}>{armWords[one.arm].words}</Pill>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
