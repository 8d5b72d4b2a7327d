import style from "./json-view.module.css";

/** A JSON value, indented, in a box of its own that scrolls; reachable by keyboard, since it may scroll. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable without a mouse.
    <section className={style.json} tabIndex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  );
}
