import style from "./interval-chart.module.css";
import { type Domain, type Interval, layoutInterval, ticksOf } from "./interval-scale.ts";

interface IntervalChartProps {
  estimate: number;
  interval: Interval;
  domain: Domain;
  /** What a screen reader says instead of the drawing: the estimate with its interval. */
  label: string;
}

/** The tone of an interval: which side of zero it lies on, or that it holds zero. */
function sideOfZero(interval: Interval): "above" | "below" | "both" {
  const [from, to] = interval;
  if (from !== null && from > 0) return "above";
  if (to !== null && to < 0) return "below";
  return "both";
}

/** One interval on a shared scale: a bar from end to end, a dot at the estimate, a line at zero; arrows where it goes on. */
export function IntervalChart({ estimate, interval, domain, label }: IntervalChartProps) {
  const layout = layoutInterval(estimate, interval, domain);
  const y = 14;
  return (
    <svg className={style.chart} height="28" role="img" aria-label={label} data-side={sideOfZero(interval)}>
      <line className={style.zero} x1={`${layout.zero}%`} x2={`${layout.zero}%`} y1="0" y2="28" />
      <line className={style.bar} x1={`${layout.from}%`} x2={`${layout.to}%`} y1={y} y2={y} />
      {layout.opensLeft ? (
        <polyline className={style.arrow} points={`7,${y - 5} 1,${y} 7,${y + 5}`} />
      ) : (
        <line className={style.end} x1={`${layout.from}%`} x2={`${layout.from}%`} y1={y - 5} y2={y + 5} />
      )}
      {layout.opensRight ? (
        <svg x="100%" overflow="visible" aria-hidden="true">
          <polyline className={style.arrow} points={`-7,${y - 5} -1,${y} -7,${y + 5}`} />
        </svg>
      ) : (
        <line className={style.end} x1={`${layout.to}%`} x2={`${layout.to}%`} y1={y - 5} y2={y + 5} />
      )}
      {layout.at === null ? null : <circle className={style.dot} cx={`${layout.at}%`} cy={y} r="5" />}
    </svg>
  );
}

/** The scale below intervals that share a domain. A label that would hang over an edge stands at that edge. */
export function IntervalAxis({ domain, format }: { domain: Domain; format: (value: number) => string }) {
  return (
    <div className={style.axis} aria-hidden="true">
      {ticksOf(domain, 4).map((tick) => {
        const label = tick === 0 ? "0" : format(tick).replace(/[.]0+(?=%|$)/, "");
        const half = `${label.length / 2}ch`;
        const at = `${layoutInterval(tick, [tick, tick], domain).from}%`;
        return (
          <span key={tick} style={{ left: `clamp(${half}, ${at}, 100% - ${half})` }}>
            {label}
          </span>
        );
      })}
    </div>
  );
}
