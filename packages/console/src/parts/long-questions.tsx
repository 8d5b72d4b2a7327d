import { Button } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { type LongQuestion, questions } from "../api/questions.ts";
import { formatCount } from "../format/number.ts";
import style from "./long-questions.module.css";

/** What the page has waited for longer than a second, at the foot of every page: how long already, how long it took last, and a way to leave it. */
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

function seconds(ms: number): string {
  return `${formatCount(Math.round(ms / 1_000))} s`;
}
