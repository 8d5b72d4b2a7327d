import { lineChart } from "@attune/charts/line-chart";
import type { BacktestReport } from "@attune/forecast/backtest/backtest-report";
import type { ForecastScore } from "@attune/forecast/backtest/score-periods";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Button, NativeSelect } from "@mantine/core";
import { useGet } from "../api/get.ts";
import { useAddressedJob, useJob } from "../api/jobs.ts";
import { consoleAuthor } from "../api/playbook.ts";
import { useBusiness } from "../api/system.ts";
import { useQueryChoice } from "../app/use-route.ts";
import { amountIn, biasWords, recalibrationWords, unitOf, varianceOf } from "../forecast/backtest-words.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { formatDate } from "../format/time.ts";
import { humanize, plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Chart } from "../parts/chart.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { JobAnswer } from "../parts/job-answer.tsx";
import { Moment } from "../parts/moment.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Stat, Stats } from "../parts/stat.tsx";
import { Trouble } from "../parts/trouble.tsx";

/** Enough past for a first forecast in a young shop. */
const youngShop = { minimumWeeks: 6, everyWeeks: 2, weeksPerPeriod: 2, periods: 1 };

export default function Backtest() {
  const job = useAddressedJob<BacktestReport>("/v1/forecast/backtests");
  const [forecasts, setForecasts] = useQueryChoice("forecasts", ["rolling", "kept"]);
  return (
    <Page
      title="Back-test and variance"
      lead="Every forecast held to what came: how far off, in which direction, and whether its intervals were honest."
    >
      <Panel title="Forecasts against what came">
        <div className={form.stack}>
          <NativeSelect
            label="Which forecasts"
            value={forecasts}
            onChange={(event) => setForecasts(event.currentTarget.value)}
            data={[
              { value: "rolling", label: "As they would have been made, again and again" },
              { value: "kept", label: "Those that were kept when they were made" },
            ]}
          />
          <JobAnswer
            job={job}
            start="Hold them to it"
            what="Forecasting the past"
            onStart={() => job.mutate({ forecasts, ...(forecasts === "rolling" ? youngShop : {}) })}
            empty={{
              title: "Not worked out yet on this page",
              next: "It forecasts from what was known then, and compares with what came after.",
            }}
          >
            {(report) => <BacktestView report={report} />}
          </JobAnswer>
        </div>
      </Panel>
      <Records />
    </Page>
  );
}

function BacktestView({ report: { score, recalibration, forecasts } }: { report: BacktestReport }) {
  const timeZone = "UTC";
  const currency = useBusiness().data?.currency ?? null;
  const rows = forecasts.flatMap(({ id, owner, metric, periods }) =>
    periods.map((period) => ({ id, owner, metric, ...period })),
  );
  const points = [...rows].sort((a, b) => (a.from < b.from ? -1 : 1));
  const unit = unitOf(forecasts.map(({ metric }) => metric));
  return (
    <div className={form.stack} role="status">
      {isUndetermined(score) ? (
        <NotKnown value={score} />
      ) : (
        <ScoreView score={score} amount={amountIn(unit, currency)} />
      )}
      <p className={form.note}>{recalibrationWords(recalibration)}</p>
      {points.length < 2 ? null : (
        <Chart
          label={`${unit}: the forecast with its interval, and what came`}
          draw={(width) =>
            lineChart({
              width,
              title: `${unit}: the forecast with its interval, and what came`,
              series: [
                {
                  label: "forecast, with its interval",
                  color: "#2563a8",
                  dashed: true,
                  points: points.map(({ from, expected, low, high }) => ({
                    x: Date.parse(from),
                    y: expected,
                    low,
                    high,
                  })),
                },
                {
                  label: "what came",
                  color: "#4a5568",
                  points: points.map(({ from, actual }) => ({ x: Date.parse(from), y: actual })),
                },
              ],
              formatX: (at) => formatDate(at, timeZone).replace(/ \d{4}$/, ""),
              formatY: amountIn(unit, currency, { isAlone: false }),
            })
          }
        />
      )}
      <DataTable
        caption="Forecasts and what came"
        rows={rows}
        rowKey={({ id, from }) => `${id} ${from}`}
        columns={[
          {
            title: "Period",
            show: ({ from, to }) => `${from} to ${to}`,
            csv: ({ from }) => from,
            csvAlso: [{ title: "To", csv: ({ to }) => to }],
          },
          { title: "Of", show: ({ metric }) => humanize(metric), csv: ({ metric }) => metric },
          {
            title: "Forecast",
            show: ({ metric, expected, low, high }) => {
              const amount = amountIn(metric, currency, { isAlone: false });
              return (
                <>
                  {amount(expected)} <span className={form.note}>{`${amount(low)} to ${amount(high)}`}</span>
                </>
              );
            },
            csv: ({ expected }) => expected,
            csvAlso: [
              { title: "Low", csv: ({ low }) => low },
              { title: "High", csv: ({ high }) => high },
            ],
            isNumber: true,
          },
          {
            title: "Came",
            show: ({ metric, actual }) => amountIn(metric, currency, { isAlone: false })(actual),
            csv: ({ actual }) => actual,
            isNumber: true,
          },
          {
            title: "Variance",
            show: (row) => {
              const share = varianceOf(row);
              return share === null ? "–" : formatPercent(share, { signed: true });
            },
            csv: varianceOf,
            csvAlso: [{ title: "Came less forecast", csv: ({ actual, expected }) => actual - expected }],
            isNumber: true,
          },
          {
            title: "In its interval",
            show: ({ inside }) => <Pill tone={inside ? "good" : "warn"}>{inside ? "Yes" : "No"}</Pill>,
            csv: ({ inside }) => String(inside),
          },
          { title: "Made by", show: ({ owner }) => owner, csv: ({ owner }) => owner },
        ]}
      />
    </div>
  );
}

function ScoreView({ score, amount }: { score: ForecastScore; amount: (of: number) => string }) {
  const { naive } = score;
  const { label, value } = biasWords(score.bias);
  return (
    <Stats>
      <Stat label={label} value={value} note={`${amount(score.expected)} foreseen, ${amount(score.actual)} came`} />
      <Stat
        label="Off by, on average"
        value={isUndetermined(score.mape) ? "–" : formatPercent(score.mape)}
        note={`${formatCount(score.periods)} ${plural(score.periods, "period")}`}
      />
      <Stat
        label="In their interval"
        value={formatPercent(score.coverage)}
        note={`${formatPercent(score.level)} were meant to be`}
      />
      <Stat
        label="Better than repeating the last"
        value={isUndetermined(naive) ? "–" : formatPercent(naive.skill, { signed: true })}
        note={isUndetermined(naive) ? naive.undetermined.reason : "less error"}
      />
    </Stats>
  );
}

interface KeptRecord {
  id: string;
  madeAt: string;
  owner: string;
  version: string;
  metric: string;
}

function Records() {
  const kept = useGet<{ records: KeptRecord[] }>("/v1/forecast/records");
  const job = useJob<object | Undetermined>("/v1/forecast/lifetime-records");
  return (
    <Panel title="Kept forecasts">
      <div className={form.stack}>
        <Answer query={kept} lines={2}>
          {({ records }) =>
            records.length === 0 ? (
              <Empty title="None is kept yet">
                Keep one now; when its periods are over it is held to what came, and its owner hears of it.
              </Empty>
            ) : (
              <DataTable
                caption="Kept forecasts"
                rows={records}
                rowKey={({ id }) => id}
                columns={[
                  { title: "Forecast", show: ({ id }) => id, csv: ({ id }) => id },
                  { title: "Of", show: ({ metric }) => humanize(metric), csv: ({ metric }) => metric },
                  { title: "Made", show: ({ madeAt }) => <Moment at={madeAt} />, csv: ({ madeAt }) => madeAt },
                  { title: "Owner", show: ({ owner }) => owner, csv: ({ owner }) => owner },
                ]}
              />
            )
          }
        </Answer>
        <Allowed to="study">
          <div>
            <Button variant="default" loading={job.isPending} onClick={() => job.mutate({ owner: consoleAuthor })}>
              Keep a forecast of today
            </Button>
          </div>
        </Allowed>
        {job.error ? <Trouble error={job.error} /> : null}
        {job.data !== undefined && isUndetermined(job.data) ? <NotKnown value={job.data} /> : null}
      </div>
    </Panel>
  );
}
