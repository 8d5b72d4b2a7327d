import { useElementSize } from "@mantine/hooks";
import style from "./chart.module.css";

interface ChartProps {
  /** A drawing of the package `charts`, so many pixels wide: its words keep their size on every screen. */
  draw: (width: number) => string;
  label: string;
  /** Where the screen is narrower, it is scrolled: for drawings whose words take up a part of the width. */
  least?: number;
}

const widest = 720;

/** A drawing in the page's own colours, whole on a phone. */
export function Chart({ draw, label, least = 280 }: ChartProps) {
  const { ref, width } = useElementSize<HTMLElement>();
  // Before the first layout nobody knows the width.
  const room = width === 0 ? widest : Math.round(width);
  const svg = draw(Math.max(least, Math.min(widest, room)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
    <section ref={ref} className={style.frame} aria-label={label} tabIndex={0}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own pure function made it, and it escapes all text. */}
      <div className={style.chart} style={{ minWidth: least }} dangerouslySetInnerHTML={{ __html: svg }} />
    </section>
  );
}
