import type { QuarantinedEvent } from "@attune/model/quarantined";
import { Button } from "@mantine/core";
import { useState } from "react";
import { replaySentence, useQuarantine, useReplay } from "../api/quarantine.ts";
import { useMay } from "../app/session.ts";
import { goTo, useRoute } from "../app/use-route.ts";
import { MendForm } from "../collect/mend-form.tsx";
import { formatCount } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import { JsonView } from "../parts/json-view.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { Words } from "../parts/words.tsx";
import style from "./quarantine.module.css";

export default function Quarantine() {
  const query = useQuarantine();
  const replay = useReplay();
  const mayReplay = useMay("edit");
  const code = useRoute().query.get("code");
  const [mended, setMended] = useState<number | null>(null);
  const counts = query.data?.pages[0]?.counts ?? {};
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <Page
      title="Quarantine"
      lead="Events that could not be trusted, kept whole with their reason. Mend the cause, then replay them: none is lost."
      actions={
        total === 0 || !mayReplay ? null : (
          <Button
            loading={replay.isPending && replay.variables === null}
            disabled={replay.isPending}
            onClick={() => replay.mutate(null)}
          >
            Replay all {formatCount(total)}
          </Button>
        )
      }
    >
      <div aria-live="polite" className={style.outcome}>
        {replay.data ? <p className={style.told}>{replaySentence(replay.data)}</p> : null}
        {replay.error ? <Trouble error={replay.error} /> : null}
        {mended === null ? null : (
          <p className={style.told}>
            {mended === 0
              ? "It was there already, or may not be kept."
              : `Mended and taken in: ${formatCount(mended)}.`}
          </p>
        )}
      </div>
      {total === 0 ? null : <Reasons counts={counts} code={code} onChoose={showCode} />}
      <Panel title="Held events" aside={total === 0 ? null : `${formatCount(total)} in all`} flush>
        <div className={style.inset}>
          <Answer query={query} lines={6}>
            {({ pages }) => {
              const entries = pages.flatMap((page) => page.entries).filter((e) => code === null || e.code === code);
              return entries.length === 0 && !query.hasNextPage ? (
                <Empty title="Nothing is in quarantine">
                  An event that breaks a rule lands here with its reason instead of being lost.
                </Empty>
              ) : (
                <>
                  <ul className={style.entries}>
                    {entries.map((entry) => (
                      <Entry
                        key={entry.quarantineId}
                        entry={entry}
                        busy={replay.isPending}
                        onReplay={() => replay.mutate([entry.quarantineId])}
                        onMended={(kept) => {
                          setMended(kept);
                          void query.refetch();
                        }}
                      />
                    ))}
                  </ul>
                  {entries.length === 0 ? (
                    <p className={style.none}>None of that reason among those loaded so far.</p>
                  ) : null}
                  {query.hasNextPage ? (
                    <div className={style.more}>
                      <Button
                        variant="default"
                        loading={query.isFetchingNextPage}
                        onClick={() => void query.fetchNextPage()}
                      >
                        Load older
                      </Button>
                    </div>
                  ) : null}
                </>
              );
            }}
          </Answer>
        </div>
      </Panel>
    </Page>
  );
}

/** The reason that is looked at stands in the address. */
const showCode = (code: string | null): void =>
  goTo(code === null ? "#/quarantine" : `#/quarantine?code=${encodeURIComponent(code)}`);

interface ReasonsProps {
  counts: Record<string, number>;
  code: string | null;
  onChoose: (code: string | null) => void;
}

/** How many of each reason; choosing one shows only those. */
function Reasons({ counts, code, onChoose }: ReasonsProps) {
  const most = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return (
    <ul className={style.reasons} aria-label="Reasons">
      {most.map(([reason, count]) => (
        <li key={reason}>
          <button
            type="button"
            className={style.reason}
            aria-pressed={code === reason}
            onClick={() => onChoose(code === reason ? null : reason)}
          >
            {humanize(reason)} <span className={style.count}>{formatCount(count)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface EntryProps {
  entry: QuarantinedEvent;
  busy: boolean;
  onReplay: () => void;
  /** Mended by hand, and taken in. */
  onMended: (kept: number) => void;
}

function Entry({ entry, busy, onReplay, onMended }: EntryProps) {
  const mayReplay = useMay("edit");
  // What is masked cannot be mended: the mask would be taken in.
  const mayMend = useMay("care") && mayReplay;
  const [isMending, setMending] = useState(false);
  const [open, setOpen] = useState(false);
  const id = `entry-${entry.quarantineId}`;
  return (
    <li className={style.entry}>
      <div className={style.head}>
        <button
          type="button"
          className={style.summary}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          <span className={style.sign} aria-hidden="true" data-open={open || undefined}>
            ›
          </span>
          <span>
            <span className={style.code}>{humanize(entry.code)}</span> <Words>{entry.reason}</Words>
            <span className={style.where}>
              {entry.path ? (
                <>
                  at <code>{entry.path}</code>,{" "}
                </>
              ) : null}
              from {entry.source}, <Moment at={entry.receivedAt} />
            </span>
          </span>
        </button>
        {mayReplay ? (
          <Button
            variant="default"
            size="xs"
            disabled={busy}
            onClick={onReplay}
            aria-label={`Replay event ${entry.quarantineId}`}
          >
            Replay
          </Button>
        ) : null}
      </div>
      <div id={id} hidden={!open}>
        {open ? (
          <div className={style.payload}>
            <JsonView value={entry.payload} label={`What was received as event ${entry.quarantineId}`} />
            {mayMend && isMending ? <MendForm entry={entry} onMended={onMended} /> : null}
            {mayMend && !isMending ? (
              <div className={style.mend}>
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => setMending(true)}
                  aria-label={`Mend event ${entry.quarantineId} by hand`}
                >
                  Mend it by hand
                </Button>
              </div>
            ) : null}
          </div>
        ) : null}
      </div>
    </li>
  );
}
