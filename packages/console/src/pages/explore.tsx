import type { EffectExperiment, MetricEffect } from "@attune/model/effect-experiment";
import { type MetricType, metricTypes } from "@attune/model/metric";
import { NativeSelect } from "@mantine/core";
import { useGet, withQuery } from "../api/get.ts";
import { useTactics } from "../api/measure.ts";
import { useMetrics } from "../api/metrics.ts";
import { goTo, useRoute } from "../app/use-route.ts";
import { ComparisonTable } from "../decide/comparison-table.tsx";
import { formatCount } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Checks } from "../parts/checks.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

const allMetrics = "all";

/** Any metric of any tactic, against the people who were held out. What is chosen stands in the address. */
export default function Explore() {
  const { query } = useRoute();
  const tacticId = query.get("tactic") ?? "";
  // One metric is told at once; all of them take the store a while.
  const metricId = query.get("metric") ?? "conversion-rate";
  const isAll = metricId === allMetrics;
  const type = query.get("type") ?? "";
  const tactics = useTactics().data ?? [];
  const metrics = useMetrics().data?.metrics ?? [];
  const beginning = tacticId === "" ? "/v1/measure/holdout" : `/v1/measure/tactics/${encodeURIComponent(tacticId)}`;
  const report = useGet<EffectExperiment | MetricEffect>(
    isAll
      ? withQuery(`${beginning}/report`, { type: type === "" ? undefined : type })
      : `${beginning}/metrics/${encodeURIComponent(metricId)}`,
  );
  const choose = (changed: Record<string, string>) => {
    const next = { tactic: tacticId, metric: metricId, type, ...changed };
    const said = Object.entries(next).filter(([, value]) => value !== "");
    goTo(`#/explore?${said.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`);
  };
  return (
    <Page
      title="Metric explorer"
      lead="Any metric of any tactic, or of everything together, against the people who were held out: with its interval, and with what may be concluded."
    >
      <Panel title="What to look at">
        <div className={form.row}>
          <NativeSelect
            className={form.grow ?? ""}
            label="What was done"
            value={tacticId}
            onChange={(event) => choose({ tactic: event.currentTarget.value })}
            data={[
              { value: "", label: "Everything, against the global holdout" },
              ...tactics.map(({ tacticId: value, name: label }) => ({ value, label })),
            ]}
          />
          <NativeSelect
            className={form.grow ?? ""}
            label="Metric"
            value={metricId}
            onChange={(event) => choose({ metric: event.currentTarget.value })}
            data={[
              { value: allMetrics, label: "All of a kind (takes a while)" },
              ...metrics.map(({ metricId: value, name }) => ({ value, label: humanize(name) })),
            ]}
          />
          {isAll ? (
            <NativeSelect
              label="Of the kind"
              value={type}
              onChange={(event) => choose({ type: event.currentTarget.value as MetricType | "" })}
              data={[{ value: "", label: "All" }, ...metricTypes.map((one) => ({ value: one, label: humanize(one) }))]}
            />
          ) : null}
        </div>
      </Panel>
      <Answer query={report} lines={10}>
        {(found) => <Explored found={found} />}
      </Answer>
    </Page>
  );
}

function Explored({ found: { report, currency, windowDays, computedAt } }: { found: EffectExperiment | MetricEffect }) {
  const notTold = report.notTold ?? [];
  return (
    <>
      <Panel title="Whether it can be believed">
        <div className={form.stack}>
          <Checks checks={report.checks.map(({ id, status, pValue, message }) => ({ id, status, pValue, message }))} />
          <p className={form.note}>
            {report.variants
              .map(
                ({ id, units }) =>
                  `${formatCount(units)} ${plural(units, "person", "people")} in ${humanize(id).toLowerCase()}`,
              )
              .join(", ")}
            . Compared with {humanize(report.options.control).toLowerCase()}, within {windowDays}{" "}
            {plural(windowDays, "day")} of the first opportunity. Computed <Moment at={computedAt} />.
          </p>
        </div>
      </Panel>
      <ComparisonTable report={report} currency={currency} />
      {notTold.length === 0 ? null : (
        <Panel title="What cannot be told" aside={formatCount(notTold.length)}>
          <ul className={form.list}>
            {notTold.map((one) => (
              <li key={one.name}>
                <strong>{humanize(one.name)}</strong>: <NotKnown value={one} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
