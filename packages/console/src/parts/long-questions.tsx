import { Button } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { type LongQuestion, questions } from "../api/questions.ts";
import { formatCount } from "../format/number.ts";
import style from "./long-questions.module.css";

/** What the page has waited for longer than a second, at the foot of every page: how long already, how long it took last, and a way to leave it. */
export function LongQuestions() {
  const long = useSyncExternalStore(questions.subscribe, questions.long);
  return (
    <div className={style.long} role="status" data-open={long.length > 0 || undefined}>
      {long.map((question) => (
        <Waiting key={question.id} {...question} />
      ))}
    </div>
  );
}

function Waiting({ elapsedMs, lastMs, leave }: LongQuestion) {
  return (
    <div className={style.question}>
      <span className={style.words}>
        Working
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
      {leave === null ? null : (
        <Button variant="default" size="compact-sm" onClick={leave}>
          Do not wait
        </Button>
      )}
    </div>
  );
}

function seconds(ms: number): string {
  return `${formatCount(Math.round(ms / 1_000))} s`;
}
