import { lineChart } from "@attune/charts/line-chart";
import { triangleChart } from "@attune/charts/triangle-chart";
import type { CohortReport, GroupReport } from "@attune/forecast/cohort/cohort-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { NativeSelect } from "@mantine/core";
import { useAddressedJob } from "../api/jobs.ts";
import { useBusiness } from "../api/system.ts";
import { useQueryChoice, useQueryState } from "../app/use-route.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { Chart } from "../parts/chart.tsx";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { JobAnswer } from "../parts/job-answer.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

type Cohorts = CohortReport & { warnings?: string[] };

export default function CohortsPage() {
  const job = useAddressedJob<Cohorts>("/v1/forecast/cohorts");
  const [unit, setUnit] = useQueryChoice("unit", ["month", "week"]);
  return (
    <Page
      title="Cohorts"
      lead="Customers by the month of their first purchase: how many come again, what they brought, and what they will still bring."
    >
      <Panel title="Retention and revenue">
        <div className={form.stack}>
          <NativeSelect
            label="Periods of a"
            value={unit}
            onChange={(event) => setUnit(event.currentTarget.value)}
            data={["week", "month"]}
          />
          <JobAnswer
            job={job}
            start={job.data === undefined ? "Work it out" : "Work it out again"}
            what="Learning from the orders"
            onStart={() => job.mutate({ source: "store", unit })}
            empty={{
              title: "Not worked out yet on this page",
              next: "It reads every order of the store: some seconds.",
            }}
          >
            {(report) => <CohortsView report={report} />}
          </JobAnswer>
        </div>
      </Panel>
    </Page>
  );
}

function CohortsView({ report }: { report: Cohorts }) {
  const [place, setPlace] = useQueryState("of", "0");
  const group = report.groups[Number(place)];
  if (group === undefined) return <p className={form.note}>Nobody has bought anything yet.</p>;
  return (
    <div className={form.stack} role="status">
      {(report.warnings ?? []).map((warning) => (
        <p key={warning} className={form.note}>
          <Pill tone="warn">Know</Pill> {warning}
        </p>
      ))}
      {report.groups.length < 2 ? null : (
        <NativeSelect
          label="Of"
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
          data={report.groups.map(({ by, value, customers }, index) => ({
            value: String(index),
            label:
              by === "all"
                ? "All customers"
                : `${humanize(by)} ${humanize(value).toLowerCase()} (${formatCount(customers)})`,
          }))}
        />
      )}
      <GroupView group={group} report={report} />
    </div>
  );
}

function GroupView({
  group: { customers, worth, retention, cohorts, model },
  report,
}: {
  group: GroupReport;
  report: Cohorts;
}) {
  const currency = useBusiness().data?.currency ?? null;
  const money = (amount: number) => formatMoney(amount, currency);
  const { unit, horizon, margin, discountRate } = report;
  const observed = retention.filter(({ retention: share }) => share !== null);
  const fitted = retention.filter(({ fitted: share }) => share !== null);
  const isTold = !isUndetermined(worth) && isUsable(worth);
  return (
    <>
      {isUndetermined(worth) ? (
        <NotKnown value={worth} />
      ) : (
        <div>
          <p className={form.big}>
            {isTold
              ? `${money(worth.perCustomer)} a customer`
              : `${money(worth.observedPerCustomer)} a customer so far`}
          </p>
          <p className={form.note}>
            {isTold
              ? `${money(worth.observedPerCustomer)} paid so far and ${money(worth.predictedPerCustomer)} expected over ${horizon} ${plural(horizon, unit)}; ${
                  isUndetermined(worth.interval)
                    ? worth.interval.undetermined.reason
                    : `95% interval ${money(worth.interval[0])} to ${money(worth.interval[1])}`
                }`
              : `What they will still bring over ${horizon} ${plural(horizon, unit)} cannot be told yet: the 95% interval ends beyond ${widestRatio} times of what was paid`}
            . {formatCount(customers)} customers, margin {formatPercent(margin)}, discounted by{" "}
            {formatPercent(discountRate)} a year.
          </p>
        </div>
      )}
      {isUndetermined(model) ? (
        <NotKnown value={model} />
      ) : (
        <p className={form.note}>
          Counted are {unit}s with a purchase (BG/BB). <a href="#/lifetime">Lifetime value</a> counts each purchase: two
          models of the same people. Where they are further apart than their intervals, trust neither.
        </p>
      )}
      {observed.length < 2 ? null : (
        <Chart
          label={`Share of customers who buy in each ${unit} after their first`}
          draw={(width) =>
            lineChart({
              width,
              title: `Share of customers who buy in each ${unit} after their first`,
              series: [
                {
                  label: fitted.some(({ interval }) => interval !== null)
                    ? "the model, 95% interval"
                    : "the model, no interval",
                  color: "#2563a8",
                  dashed: true,
                  points: fitted.map(({ period, fitted: share, interval }) => ({
                    x: period,
                    y: share ?? 0,
                    ...(interval === null ? {} : { low: interval[0], high: interval[1] }),
                  })),
                },
                {
                  label: "what came",
                  color: "#4a5568",
                  points: observed.map(({ period, retention: share }) => ({ x: period, y: share ?? 0 })),
                },
              ],
              formatX: (period) => `${unit} ${Math.round(period)}`,
              formatY: (share) => formatPercent(share),
            })
          }
        />
      )}
      {cohorts.length === 0 ? null : (
        <>
          <Chart
            label={`Who bought again, by month of the first purchase`}
            draw={(width) =>
              triangleChart({
                width,
                title: "Who bought again, by month of the first purchase",
                rows: cohorts.map(({ cohort, observed: periods }) => ({
                  label: cohort,
                  values: periods.map(({ retention: share }) => share),
                })),
                formatX: (period) => `${unit} ${period}`,
                format: (share) => formatPercent(share),
              })
            }
          />
          <DataTable
            caption="Customers by first purchase"
            rows={cohorts}
            rowKey={({ cohort }) => cohort}
            columns={[
              { title: "First bought", show: ({ cohort }) => cohort, csv: ({ cohort }) => cohort },
              {
                title: "Customers",
                show: ({ customers: count }) => formatCount(count),
                csv: ({ customers: count }) => count,
                isNumber: true,
              },
              {
                title: "First orders",
                show: ({ firstRevenue }) => money(firstRevenue),
                csv: ({ firstRevenue }) => firstRevenue,
                isNumber: true,
              },
              {
                title: `In whole ${unit}s since`,
                show: ({ observed: periods }) =>
                  periods.length === 0 ? "none is over" : money(sumOf(periods.map(({ revenue }) => revenue))),
                csv: ({ observed: periods }) =>
                  periods.length === 0 ? null : sumOf(periods.map(({ revenue }) => revenue)),
                isNumber: true,
              },
              {
                title: `Expected, ${horizon} ${plural(horizon, unit)}`,
                show: ({ projected }) =>
                  projected.length === 0 || !isTold ? "–" : money(sumOf(projected.map(({ revenue }) => revenue ?? 0))),
                csv: ({ projected }) =>
                  projected.length === 0 || !isTold ? null : sumOf(projected.map(({ revenue }) => revenue ?? 0)),
                isNumber: true,
              },
            ]}
          />
        </>
      )}
    </>
  );
}

/** An interval that ends beyond so many times of what was paid so far says nothing: its middle is not shown as if it did. */
const widestRatio = 100;

function isUsable({ interval, observedPerCustomer }: Exclude<GroupReport["worth"], Undetermined>): boolean {
  return isUndetermined(interval) || interval[1] <= widestRatio * Math.max(observedPerCustomer, 1);
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
