import type { LifetimeForecast } from "@attune/forecast/lifetime/lifetime-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Button } from "@mantine/core";
import { useGet } from "../api/get.ts";
import { useAddressedJob, useJob } from "../api/jobs.ts";
import { useBusiness } from "../api/system.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { Busy } from "../parts/busy.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

interface Scores {
  modelVersion: string;
  model: string;
  computedAt: number;
  people: number;
  withValue: number;
  warnings: string[];
}

export default function Lifetime() {
  const job = useAddressedJob<{ forecast: LifetimeForecast } | Undetermined>("/v1/forecast/lifetime");
  return (
    <Page
      title="Lifetime value"
      lead="What today's customers will still bring within a year, from how often and how much they bought."
    >
      <Panel title="The forecast">
        <div className={form.stack}>
          {job.data === undefined && !job.isPending ? (
            <Empty title="Not worked out yet on this page">
              It learns from every order of the store and takes some seconds. Nothing is written.
            </Empty>
          ) : null}
          {job.isPending ? (
            <Busy what="Learning from the orders" progress={job.progress} jobId={job.jobId} />
          ) : (
            <Allowed to="study">
              <div>
                <Button onClick={() => job.mutate({ source: "store" })}>
                  {job.data === undefined ? "Work it out" : "Work it out again"}
                </Button>
              </div>
            </Allowed>
          )}
          {job.error ? <Trouble error={job.error} /> : null}
          {job.data === undefined ? null : isUndetermined(job.data) ? (
            <NotKnown value={job.data} />
          ) : (
            <ForecastView forecast={job.data.forecast} />
          )}
        </div>
      </Panel>
      <ScoresPanel />
    </Page>
  );
}

function ForecastView({ forecast }: { forecast: LifetimeForecast }) {
  const currency = useBusiness().data?.currency ?? null;
  const money = (amount: number) => formatMoney(amount, currency);
  const { total, holdout, deciles, warnings, model, customers, asOf, valuation, cohorts } = forecast;
  return (
    <>
      {isUndetermined(total) ? (
        <NotKnown value={total} />
      ) : (
        <div>
          <p className={form.big}>{money(total.value)}</p>
          <p className={form.note}>
            {isUndetermined(total.interval)
              ? total.interval.undetermined.reason
              : `95% interval ${money(total.interval[0])} to ${money(total.interval[1])}`}
            ; of {formatCount(customers.count)} customers as of {asOf ?? "now"}, over {valuation.horizon}{" "}
            {valuation.unit}s, discounted by {formatPercent(valuation.discountRate)} a year, margin{" "}
            {formatPercent(valuation.margin)}.
          </p>
        </div>
      )}
      {warnings.map((warning) => (
        <p key={warning} className={form.note}>
          <Pill tone="warn">Know</Pill> {warning}
        </p>
      ))}
      <Facts
        facts={[
          ["Model", model.name],
          [
            "Checked against what came",
            isUndetermined(holdout)
              ? holdout.undetermined.reason
              : `${formatCount(holdout.predicted)} purchases expected (95% interval ${formatCount(holdout.interval[0])} to ${formatCount(holdout.interval[1])}), ${formatCount(holdout.actual)} came, ${holdout.from} to ${holdout.to}`,
          ],
        ]}
      />
      {deciles.length === 0 ? null : (
        <DataTable
          caption="Customers by lifetime value"
          rows={[...deciles].reverse()}
          rowKey={({ decile }) => String(decile)}
          columns={[
            {
              title: "Tenth",
              show: ({ decile }) => `${decile}${decile === 10 ? " (most)" : ""}`,
              csv: ({ decile }) => decile,
            },
            {
              title: "Customers",
              show: ({ customers: count }) => formatCount(count),
              csv: ({ customers: count }) => count,
              isNumber: true,
            },
            {
              title: "Value of one",
              show: ({ lifetimeValue, low, high }) => (
                <>
                  {money(lifetimeValue)}{" "}
                  <span className={form.note}>
                    {low === null || high === null ? "no interval" : `${money(low)} to ${money(high)}`}
                  </span>
                </>
              ),
              csv: ({ lifetimeValue }) => lifetimeValue,
              csvAlso: [
                { title: "From", csv: ({ low }) => low },
                { title: "To", csv: ({ high }) => high },
              ],
              isNumber: true,
            },
            {
              title: "Likely active",
              show: ({ probabilityAlive }) => formatPercent(probabilityAlive),
              csv: ({ probabilityAlive }) => probabilityAlive,
              isNumber: true,
            },
            {
              title: "Share of all",
              show: ({ share }) => formatPercent(share),
              csv: ({ share }) => share,
              isNumber: true,
            },
          ]}
        />
      )}
      {cohorts.length === 0 ? null : (
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
              title: "Spent so far",
              show: ({ spent }) => (isUndetermined(spent) ? "–" : money(spent)),
              csv: ({ spent }) => (isUndetermined(spent) ? null : spent),
              isNumber: true,
            },
            {
              title: "Still to come, each",
              show: ({ lifetimeValuePerCustomer: each }) => (isUndetermined(each) ? "–" : money(each)),
              csv: ({ lifetimeValuePerCustomer: each }) => (isUndetermined(each) ? null : each),
              isNumber: true,
            },
          ]}
        />
      )}
    </>
  );
}

/** Scores on people's profiles, which segments and tactics may ask for. */
function ScoresPanel() {
  const scores = useGet<Scores>("/v1/forecast/scores");
  const job = useJob<object>("/v1/forecast/scores");
  const isNone =
    scores.error !== null && scores.data === undefined && (scores.error as { code?: string }).code === "not-found";
  return (
    <Panel title="Scores on profiles" aside="Likely active, next order, orders and value to come">
      <div className={form.stack}>
        {isNone ? (
          <Empty title="Nobody is scored yet">
            Scored profiles can be asked for in segments: who is about to leave, who will order.
          </Empty>
        ) : (
          <Answer query={scores}>
            {({ people, withValue, model, computedAt, warnings }) => (
              <>
                <Facts
                  facts={[
                    ["People scored", formatCount(people)],
                    ["With a value", formatCount(withValue)],
                    ["Model", model],
                    ["When", <Moment key="when" at={computedAt} />],
                  ]}
                />
                {warnings.map((warning) => (
                  <p key={warning} className={form.note}>
                    {warning}
                  </p>
                ))}
              </>
            )}
          </Answer>
        )}
        {job.isPending ? (
          <Busy what="Scoring everybody" progress={job.progress} jobId={job.jobId} />
        ) : (
          <Allowed to="train">
            <div>
              <Button variant="default" onClick={() => job.mutate({})}>
                Score everybody now
              </Button>
            </div>
          </Allowed>
        )}
        {job.error ? <Trouble error={job.error} /> : null}
      </div>
    </Panel>
  );
}
