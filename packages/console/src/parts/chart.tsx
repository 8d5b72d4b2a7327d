import style from "./chart.module.css";

/** A drawing of the package `charts`, in the page's own colours. Where the screen is too narrow for its words, it is scrolled. */
export function Chart({ svg, label }: { svg: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
    <section className={style.frame} aria-label={label} tabIndex={0}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own pure function made it, and it escapes all text. */}
      <div className={style.chart} dangerouslySetInnerHTML={{ __html: svg }} />
    </section>
  );
}
