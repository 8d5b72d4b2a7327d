import { Button } from "@mantine/core";
import { useEffect, useState, useSyncExternalStore } from "react";
import { askRowsRead, type RowsRead } from "../api/progress.ts";
import { type LongQuestion, questions } from "../api/questions.ts";
import { formatCount } from "../format/number.ts";
import style from "./long-questions.module.css";

/** What the page has waited for longer than a second, at the foot of every page: how long already, how long it took last, how far it is, and a way to leave it. */
export function LongQuestions() {
  const long = useSyncExternalStore(questions.subscribe, questions.long);
  return (
    <div className={style.long} role="status">
      {long.length === 0 ? null : <Waiting long={long} />}
    </div>
  );
}

/** A page that waits for several answers is told of once: as long as the slowest of them. */
function Waiting({ long }: { long: readonly LongQuestion[] }) {
  const elapsedMs = Math.max(...long.map((question) => question.elapsedMs));
  const lastMs = long.some((question) => question.lastMs === null)
    ? null
    : Math.max(...long.map((question) => question.lastMs ?? 0));
  const rows = useRowsRead();
  const leaving = long.flatMap(({ leave }) => leave ?? []);
  return (
    <div className={style.question}>
      <span className={style.words}>
        {long.length === 1 ? "Working" : `Working on ${formatCount(long.length)} answers`}
        {/* Read aloud once, not four times a second. */}
        <span aria-hidden="true">
          {" "}
          for {seconds(elapsedMs)}
          {lastMs === null ? "" : `; the same took ${seconds(lastMs)} last time`}
          {rows === null ? "" : `; ${formatCount(rows.read)} of ${formatCount(rows.total)} rows read`}
        </span>
      </span>
      <progress
        className={style.bar}
        aria-label="Working"
        {...(lastMs === null ? {} : { value: Math.min(elapsedMs, lastMs), max: lastMs })}
      />
      {leaving.length === 0 ? null : (
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => {
            for (const leave of leaving) leave();
          }}
        >
          Do not wait
        </Button>
      )}
    </div>
  );
}

const askedEveryMs = 500;

/** What analytics has read of what it is asked now, by whomever: asked while this is on the page. */
function useRowsRead(): RowsRead | null {
  const [rows, setRows] = useState<RowsRead | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const told = await askRowsRead(leaving.signal);
      if (leaving.signal.aborted) return;
      setRows(told);
      timer = setTimeout(ask, askedEveryMs);
    };
    void ask();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, []);
  return rows;
}

function seconds(ms: number): string {
  return `${formatCount(Math.round(ms / 1_000))} s`;
}
