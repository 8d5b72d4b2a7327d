import type { PriceArm, PriceReport } from "@attune/model/price-test";
import { isUndetermined } from "@attune/model/undetermined";
import { useGet } from "../api/get.ts";
import { useBusiness } from "../api/system.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { signedPercent } from "../parts/change.tsx";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Panel } from "../parts/panel.tsx";

/** What a price test has shown: demand, elasticity and margin at each price, and whether groups met the same prices. */
export function PriceReportPanel({ tacticId }: { tacticId: string }) {
  const report = useGet<PriceReport>(`/v1/measure/prices/${encodeURIComponent(tacticId)}`);
  return (
    <Panel title="What its prices did">
      <Answer query={report} lines={6}>
        {(found) => <Shown report={found} />}
      </Answer>
    </Panel>
  );
}

type Ranged = PriceReport["elasticity"];

function Shown({ report: { experimentId, arms, elasticity, audit, computedAt } }: { report: PriceReport }) {
  const currency = useBusiness().data?.currency ?? null;
  const money = (amount: number) => formatMoney(amount, currency);
  return (
    <div className={form.stack}>
      <DataTable
        caption="What each price did"
        rows={arms}
        rowKey={({ variantId }) => variantId}
        columns={[
          { title: "Price", show: ({ variantId }) => variantId, csv: ({ variantId }) => variantId },
          {
            title: "Against the usual one",
            show: (arm) => <Met arm={arm} />,
            csv: ({ met, change }) => (isUndetermined(met) ? change : met),
          },
          {
            title: "People",
            show: ({ people }) => formatCount(people),
            csv: ({ people }) => people,
            isNumber: true,
          },
          {
            title: "Orders per 100 people",
            show: ({ demand }) => (100 * demand).toFixed(1),
            csv: ({ demand }) => 100 * demand,
            isNumber: true,
          },
          {
            title: "Elasticity (95% interval)",
            show: ({ change, elasticity: own }) => (change === 0 ? "" : <Range of={own} show={plain} />),
            csv: ({ elasticity: own }) => estimateOf(own),
            isText: true,
          },
          {
            title: "Margin per visitor (95% interval)",
            show: ({ marginPerVisitor }) => <Range of={marginPerVisitor} show={money} />,
            csv: ({ marginPerVisitor }) => estimateOf(marginPerVisitor),
            isText: true,
          },
        ]}
      />
      <p>
        Elasticity of all prices together: <Range of={elasticity} show={plain} />
      </p>
      <ul>
        {audit.map(({ by, message }) => (
          <li key={by}>
            By {by === "segment" ? "kind of customer" : by}: {message}
          </li>
        ))}
      </ul>
      <p className={form.note}>
        People are dealt out by the experiment{" "}
        <a href={`#/experiments/${encodeURIComponent(experimentId)}`}>{experimentId}</a>, which stops by itself where a
        guardrail is harmed. An elasticity of −2 means that one percent dearer sells two percent less. Computed{" "}
        <Moment at={computedAt} />.
      </p>
    </div>
  );
}

/** What people met, and what was asked for where the margin floor left less of it. */
function Met({ arm: { change, met, isFloored } }: { arm: PriceArm }) {
  if (isUndetermined(met)) return <NotKnown value={met} />;
  if (met === 0 && change === 0) return "the usual price";
  return isFloored
    ? `${signedPercent(met)} (the margin floor left that of ${signedPercent(change)})`
    : signedPercent(met);
}

function Range({ of, show }: { of: Ranged; show: (value: number) => string }) {
  if (isUndetermined(of)) return <NotKnown value={of} />;
  return `${show(of.estimate)} (${show(of.interval[0])} to ${show(of.interval[1])})`;
}

const plain = (value: number): string => value.toFixed(2).replace("-", "−");

const estimateOf = (found: Ranged): number | null => (isUndetermined(found) ? null : found.estimate);
