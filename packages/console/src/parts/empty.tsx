import type { ReactNode } from "react";
import style from "./empty.module.css";

/** Nothing to show: says so, and teaches the next step. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={style.empty}>
      <p className={style.title}>{title}</p>
      {children ? <div className={style.next}>{children}</div> : null}
    </div>
  );
}
