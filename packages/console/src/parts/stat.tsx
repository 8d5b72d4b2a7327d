import type { ReactNode } from "react";
import style from "./stat.module.css";

/** Figures side by side, as a definition list. */
export function Stats({ children }: { children: ReactNode }) {
  return <dl className={style.stats}>{children}</dl>;
}

export function Stat({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className={style.stat}>
      <dt className={style.label}>{label}</dt>
      <dd className={style.value}>{value}</dd>
      {note ? <dd className={style.note}>{note}</dd> : null}
    </div>
  );
}
