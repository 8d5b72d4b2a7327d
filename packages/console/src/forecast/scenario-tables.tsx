import { quantityName } from "@attune/forecast/scenario/quantity-name";
import type { ScenarioReport, ScenarioResult } from "@attune/model/scenario-report";
import { intervalColumns } from "../format/interval-columns.ts";
import { formatPercent } from "../format/number.ts";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { quantityFormat } from "./quantity-words.ts";

/** What a scenario comes to where one thing goes wrong at a time. */
export function Stresses({ result, money }: { result: ScenarioResult; money: (amount: number) => string }) {
  if (result.stresses.length === 0) return null;
  return (
    <Panel title="What if things go wrong">
      <DataTable
        caption="Stresses"
        rows={result.stresses}
        rowKey={({ id }) => id}
        columns={[
          { title: "Stress", show: ({ name }) => name, csv: ({ name }) => name },
          { title: "Net present value", show: ({ npv }) => money(npv.p50), csv: ({ npv }) => npv.p50, isNumber: true },
          {
            title: "8 in 10 between",
            show: ({ npv }) => `${money(npv.p10)} and ${money(npv.p90)}`,
            csvAlso: intervalColumns("8 in 10", ({ npv }: ScenarioResult["stresses"][number]) => [npv.p10, npv.p90]),
            isNumber: true,
          },
          {
            title: "Chance of loss",
            show: ({ probabilityOfLoss }) => formatPercent(probabilityOfLoss),
            csv: ({ probabilityOfLoss }) => probabilityOfLoss,
            isNumber: true,
          },
        ]}
      />
    </Panel>
  );
}

/** Every number that a scenario rests on, with its range and where it is from. */
export function Assumptions({
  report: { assumptions, warnings },
  funnels,
}: {
  report: ScenarioReport;
  funnels: readonly string[];
}) {
  return (
    <Panel title="What it assumes" aside={`${assumptions.length} numbers`}>
      <div className={form.stack}>
        {warnings.map((warning) => (
          <p key={warning} className={form.note}>
            <Pill tone="warn">Know</Pill> {warning}
          </p>
        ))}
        <DataTable
          caption="Assumptions"
          rows={assumptions}
          rowKey={({ path }) => path}
          columns={[
            {
              title: "Number",
              show: ({ path }) => quantityName(path, funnels),
              csv: ({ path }) => quantityName(path, funnels),
              csvAlso: [{ title: "In the file", csv: ({ path }) => path }],
            },
            {
              title: "Middle",
              show: (row) => quantityFormat(row)(row.center),
              csv: ({ center }) => center,
              isNumber: true,
            },
            { title: "P10", show: (row) => quantityFormat(row)(row.low), csv: ({ low }) => low, isNumber: true },
            { title: "P90", show: (row) => quantityFormat(row)(row.high), csv: ({ high }) => high, isNumber: true },
            { title: "Grade", show: ({ evidence }) => evidence ?? "none", csv: ({ evidence }) => evidence },
            { title: "Source", show: ({ source }) => source ?? "none named", csv: ({ source }) => source },
          ]}
        />
      </div>
    </Panel>
  );
}
