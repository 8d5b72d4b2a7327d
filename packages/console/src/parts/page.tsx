import { type ReactNode, useEffect, useRef } from "react";
import style from "./page.module.css";

interface PageProps {
  title: string;
  lead?: ReactNode;
  /** Controls that concern the whole page, beside its title. */
  actions?: ReactNode;
  /** Where this page hangs below another: the way back up. */
  up?: { label: string; route: string };
  children: ReactNode;
}

/** One page: its title (also the document's, and what a screen reader is taken to when the page opens), lead and content. */
export function Page({ title, lead, actions, up, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Attune`;
  }, [title]);
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={style.page}>
      <header className={style.head}>
        <div className={style.titles}>
          {up ? (
            <a className={style.up} href={up.route}>
              <span aria-hidden="true">←</span> {up.label}
            </a>
          ) : null}
          <h1 ref={heading} tabIndex={-1} className={style.title}>
            {title}
          </h1>
          {lead ? <p className={style.lead}>{lead}</p> : null}
        </div>
        {actions ? <div className={style.actions}>{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}
