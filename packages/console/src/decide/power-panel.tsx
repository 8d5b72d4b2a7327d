import type { EffectExperiment } from "@attune/model/effect-experiment";
import { isUndetermined } from "@attune/model/undetermined";
import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useGet, withQuery } from "../api/get.ts";
import type { MetricName } from "../api/metrics.ts";
import { request } from "../api/request.ts";
import { useBusiness } from "../api/system.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { formatLevel } from "../measure/metric-words.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";

/** What `POST /v1/measure/power` answers. */
interface PowerPlan {
  units: { control: number; treated: number; total: number };
  days?: number;
  effect: number;
  lift: number | null;
  power: number;
  alpha: number;
}

interface PowerPanelProps {
  tacticId: string;
  metric: MetricName;
  method: string;
  /** How many variants share the people. */
  variants: number;
  /** The change to be found, relative; left out: a tenth. */
  lift?: number | undefined;
  /** Takes the number over; left out: there is nothing to plan. */
  onPeople?: ((people: number) => void) | undefined;
}

const powerMethods: Readonly<Record<string, string>> = {
  fixed: "fixed",
  sequential: "sequential",
  "group-sequential": "group-sequential",
};

/** How many people it takes and how long, from what the tactic's own people did so far. */
export function PowerPanel({ tacticId, metric, method, variants, lift = 0.1, onPeople }: PowerPanelProps) {
  const past = useGet<EffectExperiment>(
    withQuery(`/v1/measure/tactics/${encodeURIComponent(tacticId)}/report`, { metrics: metric.metricId }),
  );
  return (
    <Answer query={past} lines={3}>
      {(report) => (
        <Plan
          key={`${tacticId} ${metric.metricId}`}
          past={pastOf(report)}
          metric={metric}
          method={method}
          variants={variants}
          lift={lift}
          onPeople={onPeople}
        />
      )}
    </Answer>
  );
}

interface Past {
  baseline: number | null;
  standardDeviation: number | null;
  peoplePerDay: number;
}

/** The level, the spread and the traffic of those who met the tactic. */
function pastOf({ report }: EffectExperiment): Past {
  const variant = report.metrics[0]?.variants.at(-1);
  const mean = variant === undefined || isUndetermined(variant.mean) ? null : variant.mean;
  const spread = variant === undefined || isUndetermined(variant.standardDeviation) ? null : variant.standardDeviation;
  const days = report.timeline?.[0]?.days.length ?? 0;
  const people = report.variants.reduce((sum, { units }) => sum + units, 0);
  return {
    baseline: mean,
    standardDeviation: spread,
    peoplePerDay: days === 0 ? 0 : Math.max(1, Math.round(people / days)),
  };
}

function Plan({
  past,
  metric,
  method,
  variants,
  lift: usual = 0.1,
  onPeople,
}: Omit<PowerPanelProps, "tacticId"> & { past: Past }) {
  const currency = useBusiness().data?.currency ?? null;
  const [baseline, setBaseline] = useState(past.baseline === null ? "" : String(Number(past.baseline.toPrecision(4))));
  const [lift, setLift] = useState(String(Number((100 * usual).toPrecision(4))));
  const [perDay, setPerDay] = useState(past.peoplePerDay === 0 ? "" : String(past.peoplePerDay));
  const level = Number(baseline);
  const effect = (level * Number(lift)) / 100;
  const isShare = metric.unit === "share";
  const isComplete = baseline !== "" && effect !== 0 && Number.isFinite(effect) && Number(perDay) > 0;
  const question = {
    kind: isShare ? "proportion" : "mean",
    baseline: level,
    effect,
    dailyVisitors: (Number(perDay) * 2) / Math.max(2, variants),
    method: powerMethods[method] ?? "sequential",
    ...(isShare ? {} : { standardDeviation: past.standardDeviation ?? level }),
  };
  const plan = useQuery({
    queryKey: ["power", question],
    queryFn: ({ signal }) => request<PowerPlan>("/v1/measure/power", { method: "POST", body: question, signal }),
    enabled: isComplete,
  });
  return (
    <div className={form.stack}>
      <div className={form.row}>
        <TextInput
          label={isShare ? "Now (0.05 is 5%)" : "Now"}
          description={
            past.baseline === null ? "Not known yet" : `Measured: ${formatLevel(past.baseline, metric.unit, currency)}`
          }
          inputMode="decimal"
          value={baseline}
          onChange={(event) => setBaseline(event.currentTarget.value)}
        />
        <TextInput
          label="To be found, % more"
          description="The smallest that matters"
          inputMode="decimal"
          value={lift}
          onChange={(event) => setLift(event.currentTarget.value)}
        />
        <TextInput
          label="People a day"
          description="Who meet the tactic"
          inputMode="numeric"
          value={perDay}
          onChange={(event) => setPerDay(event.currentTarget.value)}
        />
      </div>
      {isComplete ? (
        <Answer query={plan} lines={2}>
          {(found) => <Planned plan={found} variants={variants} onPeople={onPeople} />}
        </Answer>
      ) : (
        <p className={form.note}>With a level, a change and people a day it tells how long the question takes.</p>
      )}
    </div>
  );
}

function Planned({
  plan,
  variants,
  onPeople,
}: {
  plan: PowerPlan;
  variants: number;
  /** The change to be found, relative; left out: a tenth. */
  lift?: number | undefined;
  /** Takes the number over; left out: there is nothing to plan. */
  onPeople?: ((people: number) => void) | undefined;
}) {
  const people = plan.units.control * Math.max(2, variants);
  const { days = 0 } = plan;
  return (
    <div role="status">
      <p>
        <span className={form.big}>
          {formatCount(days)} {plural(days, "day")}
        </span>{" "}
        <span className={form.note}>
          and {formatCount(people)} people in all, {formatCount(plan.units.control)} for each variant: with a chance of{" "}
          {formatPercent(plan.power)} a change of {formatPercent(plan.lift ?? 0, { signed: true })} is then found, and
          in {formatPercent(plan.alpha)} of such questions one that is not there.
        </span>
      </p>
      {days > 60 ? (
        <p className={form.note}>
          That is long. Look for a greater change, ask where more people come, or choose a metric nearer to the tactic,
          such as add-to-cart rate.
        </p>
      ) : null}
      {onPeople === undefined ? null : (
        <button type="button" className={form.link} onClick={() => onPeople(people)}>
          Plan it with these people
        </button>
      )}
    </div>
  );
}
