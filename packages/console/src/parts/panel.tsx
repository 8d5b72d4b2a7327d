import { type ReactNode, useId } from "react";
import style from "./panel.module.css";

interface PanelProps {
  title: string;
  /** Said beside the title: a count, a legend, a control. */
  aside?: ReactNode;
  /** Rows reach from edge to edge, as lists do. */
  flush?: boolean;
  children: ReactNode;
}

/** A titled surface. */
export function Panel({ title, aside, flush, children }: PanelProps) {
  const id = useId();
  return (
    <section className={style.panel} aria-labelledby={id}>
      <header className={style.head}>
        <h2 id={id} className={style.title}>
          {title}
        </h2>
        {aside ? <div className={style.aside}>{aside}</div> : null}
      </header>
      <div className={flush ? style.flush : style.body}>{children}</div>
    </section>
  );
}
