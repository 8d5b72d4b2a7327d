import type { Lift } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { IntervalChart } from "../charts/interval-chart.tsx";
import type { Domain, Interval } from "../charts/interval-scale.ts";
import { formatPercent } from "../format/number.ts";
import { intervalWords } from "../measure/metric-words.ts";
import style from "./change.module.css";
import { NotKnown } from "./not-known.tsx";

interface ChangeProps {
  estimate: number;
  interval: Interval;
  domain: Domain;
  /** What changed, for those who hear the chart: `Lift of revenue per visitor`. */
  subject: string;
  format: (value: number) => string;
}

/** An estimate that never stands alone: its number, its interval in words, and the drawing of both. */
function Change({ estimate, interval, domain, subject, format }: ChangeProps) {
  const words = intervalWords(interval, format);
  return (
    <div className={style.change}>
      <div className={style.words}>
        <span className={style.estimate}>{format(estimate)}</span> <span className={style.interval}>{words}</span>
      </div>
      <IntervalChart
        estimate={estimate}
        interval={interval}
        domain={domain}
        label={`${subject}: ${format(estimate)}, 95% interval ${words}`}
      />
    </div>
  );
}

export const signedPercent = (value: number): string => formatPercent(value, { signed: true });

/** A lift with its interval, or why there is none. */
export function LiftChange({ lift, domain, subject }: { lift: Lift | Undetermined; domain: Domain; subject: string }) {
  if (isUndetermined(lift)) return <NotKnown value={lift} />;
  return (
    <Change
      estimate={lift.estimate}
      interval={lift.interval}
      domain={domain}
      subject={`Lift of ${subject}`}
      format={signedPercent}
    />
  );
}
