import type { ReactNode } from "react";
import style from "./pill.module.css";

export type Tone = "good" | "bad" | "warn" | "plain";

/** A short state in words; the colour repeats what the word says, never says it alone. */
export function Pill({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={style.pill} data-tone={tone}>
      {children}
    </span>
  );
}
