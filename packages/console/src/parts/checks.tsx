import type { ReportCheck } from "@attune/model/report";
import style from "./checks.module.css";
import { Pill } from "./pill.tsx";

const words = { pass: "Check passed", warn: "Warning", fail: "Check failed" } as const;
const tones = { pass: "good", warn: "warn", fail: "bad" } as const;

/** Whether a report's numbers can be believed. It stands before them: a failed split comes before any effect. */
export function Checks({ checks = [] }: { checks?: ReportCheck[] | undefined }) {
  if (checks.length === 0) return null;
  return (
    <ul className={style.checks} aria-label="Whether these numbers can be believed">
      {checks.map(({ id, status, message }) => (
        <li key={id} className={style.check} data-passed={status === "pass" || undefined}>
          <Pill tone={tones[status]}>{words[status]}</Pill>
          <span role={status === "fail" ? "alert" : undefined}>{message}</span>
        </li>
      ))}
    </ul>
  );
}
