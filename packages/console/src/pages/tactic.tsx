import type { GroupOutcome, TacticReport } from "@attune/model/report";
import type { Tactic } from "@attune/model/tactic";
import { isReport, useTacticReport, useTactics } from "../api/measure.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Checks } from "../parts/checks.tsx";
import { Condition } from "../parts/condition.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import { JsonView } from "../parts/json-view.tsx";
import { MetricTable } from "../parts/metric-table.tsx";
import { Moment } from "../parts/moment.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Stat, Stats } from "../parts/stat.tsx";
import style from "./tactic.module.css";

export default function TacticPage({ id = "" }: { id?: string }) {
  const report = useTacticReport(id);
  const declared = useTactics();
  const tactic = declared.data?.find((one) => one.tacticId === id);
  return (
    <Page
      title={tactic?.name ?? report.data?.tactic.name ?? id}
      lead={tactic?.hypothesis}
      up={{ label: "Tactics", route: "#/tactics" }}
    >
      <Panel title="What it caused">
        <Answer query={report} lines={6}>
          {(answer) => (isReport(answer) ? <ReportView report={answer} /> : <NotKnown value={answer} />)}
        </Answer>
      </Panel>
      <Panel title="What it does">
        <Answer query={declared}>
          {() =>
            tactic ? <Definition tactic={tactic} /> : <Empty title="The playbook does not declare it">{id}</Empty>
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function ReportView({ report }: { report: TacticReport }) {
  return (
    <div className={style.report}>
      <Stats>
        <Group label="Exposed" group={report.exposed} currency={report.currency} />
        <Group label="Held out" group={report.heldOut} currency={report.currency} />
      </Stats>
      <Checks checks={report.checks ?? []} />
      <MetricTable report={report} treatedLabel="Exposed" controlLabel="Held out" />
      <p className={style.small}>
        By intention to treat, per {report.unit}, within {report.windowDays} {plural(report.windowDays, "day")} of the
        first exposure opportunity. Population: {report.population}.{" "}
        {report.crossover > 0
          ? `${formatCount(report.crossover)} met both arms through a merge and count in their first. `
          : ""}
        {report.windowsComplete
          ? `The window has ended for ${formatCount(report.windowsComplete.exposed)} of the exposed and ${formatCount(report.windowsComplete.heldOut)} of the held out. `
          : ""}
        {report.horizon === "fixed-horizon"
          ? "Intervals hold for one look at a moment set beforehand: looking again and again until one excludes zero finds effects that are not there. "
          : ""}
        Computed <Moment at={report.computedAt} />.
      </p>
    </div>
  );
}

function Group({ label, group, currency }: { label: string; group: GroupOutcome; currency: string | null }) {
  return (
    <Stat
      label={label}
      value={`${formatCount(group.people)} ${plural(group.people, "person", "people")}`}
      note={`${formatCount(group.orders)} ${plural(group.orders, "order")}, ${formatMoney(group.revenue, currency)}`}
    />
  );
}

function Definition({ tactic }: { tactic: Tactic }) {
  const { startsAt, endsAt } = tactic.schedule ?? {};
  return (
    <div className={style.definition}>
      <Facts
        facts={[
          ["Placement", tactic.placementId],
          ["Held out", `${formatPercent(tactic.holdout)} of eligible people`],
          ["Priority", formatCount(tactic.priority)],
          ["Starts", startsAt === undefined ? "at once" : <Moment key="starts" at={startsAt} />],
          ["Ends", endsAt === undefined ? "open" : <Moment key="ends" at={endsAt} />],
          [
            "Items",
            tactic.items
              ? `up to ${tactic.items.limit} ${tactic.items.from.replace("-", " ")}${tactic.items.category ? ` in ${tactic.items.category}` : ""}`
              : "none",
          ],
          ["Id", <code key="id">{tactic.tacticId}</code>],
        ]}
      />
      <div className={style.texts}>
        <h3 className={style.sub}>For whom</h3>
        {tactic.when ? <Condition value={tactic.when} /> : <p>Everyone</p>}
        <h3 className={style.sub}>Content</h3>
        <JsonView value={tactic.content} label="Content" />
      </div>
    </div>
  );
}
