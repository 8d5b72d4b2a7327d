import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { NativeSelect, TextInput } from "@mantine/core";
import { useAddressedJob } from "../api/jobs.ts";
import { useQueryChoice, useQueryState } from "../app/use-route.ts";
import { IntervalAxis, IntervalChart } from "../charts/interval-chart.tsx";
import { domainOf } from "../charts/interval-scale.ts";
import { intervalColumns } from "../format/interval-columns.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { JobAnswer } from "../parts/job-answer.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

interface GroupExposure {
  group: string;
  items: number;
  catalogueShare: number;
  interestShare: number;
  exposureShare: number;
  /** Shown over wanted; null where nobody wanted any. */
  ratio: number | null;
}

interface Bounds {
  lower: number;
  upper: number;
}

interface Cost {
  difference: number;
  interval: Bounds;
}

interface GroupQuality {
  group: string;
  cases: number;
  quality: { mean: number; interval: Bounds } | Undetermined;
}

interface Audit {
  quality: number;
  cases: number;
  items: {
    exposure: GroupExposure[];
    boosted: { after: GroupExposure[]; cost: Cost };
    floored: { after: GroupExposure[]; cost: Cost };
  } | null;
  people: {
    quality: { groups: GroupQuality[]; gap: { better: string; worse: string; difference: number } | null };
    reweighed: { cost: Cost };
  } | null;
}

interface FairnessDocument {
  data: { interactions?: number; profiles?: number; model?: string };
  audit: Audit | Undetermined;
}

export default function Fairness() {
  const job = useAddressedJob<FairnessDocument>("/v1/learn/fairness");
  const [itemGroup, setItemGroup] = useQueryChoice("products", ["brand", "category"]);
  const [trait, setTrait] = useQueryState("trait", "");
  return (
    <Page
      title="Fairness audit"
      lead="Whether lists treat makers and people alike, and what it would cost to treat them more evenly: before and after."
    >
      <Panel title="What to compare">
        <div className={form.row}>
          <NativeSelect
            className={form.grow ?? ""}
            label="Products by"
            value={itemGroup}
            onChange={(event) => setItemGroup(event.currentTarget.value)}
            data={[
              { value: "brand", label: "Brand" },
              { value: "category", label: "Category" },
            ]}
          />
          <TextInput
            className={form.grow ?? ""}
            label="People by the trait"
            placeholder="such as country; left out: products alone"
            value={trait}
            onChange={(event) => setTrait(event.currentTarget.value)}
          />
        </div>
      </Panel>
      <Panel title="The audit">
        <JobAnswer
          job={job}
          start="Audit the lists"
          what="Training, judging, training once more"
          onStart={() =>
            job.mutate({
              store: true,
              "item-group": itemGroup,
              ...(trait.trim() === "" ? {} : { trait: trait.trim() }),
            })
          }
          empty={{
            title: "Not audited on this page yet",
            next: "It trains a model on what people touched, asks it for everybody's list, and compares what is shown with what is wanted. Seconds to minutes.",
          }}
        >
          {({ audit, data }) =>
            isUndetermined(audit) ? <NotKnown value={audit} /> : <AuditView audit={audit} data={data} />
          }
        </JobAnswer>
      </Panel>
    </Page>
  );
}

function AuditView({
  audit: { quality, cases, items, people },
  data,
}: { audit: Audit } & Pick<FairnessDocument, "data">) {
  return (
    <div className={form.stack} role="status">
      <p className={form.note}>
        {formatCount(cases)} {plural(cases, "list")} of the model {data.model}, learned from{" "}
        {formatCount(data.interactions ?? 0)} touches. How well they foresee what came next (NDCG): {quality.toFixed(4)}
        .
      </p>
      {items === null ? null : <Makers items={items} />}
      {people === null ? (
        <p className={form.note}>People were not compared: name a trait that says their group.</p>
      ) : (
        <PeopleView people={people} />
      )}
    </div>
  );
}

/** Shown less than four fifths of what is wanted, or more than five fourths. */
const [least, most] = [0.8, 1.25];

function Makers({ items }: { items: NonNullable<Audit["items"]> }) {
  const after = (list: GroupExposure[], group: string) => list.find((one) => one.group === group)?.ratio ?? null;
  const ratio = (value: number | null) => (value === null ? "–" : `×${value.toFixed(2)}`);
  return (
    <>
      <DataTable
        caption="What is shown against what is wanted"
        rows={items.exposure}
        rowKey={({ group }) => group}
        columns={[
          { title: "Group", show: ({ group }) => group, csv: ({ group }) => group },
          {
            title: "Products",
            show: ({ items: count }) => formatCount(count),
            csv: ({ items: count }) => count,
            isNumber: true,
          },
          {
            title: "Wanted",
            show: ({ interestShare }) => formatPercent(interestShare),
            csv: ({ interestShare }) => interestShare,
            isNumber: true,
          },
          {
            title: "Shown",
            show: ({ exposureShare }) => formatPercent(exposureShare),
            csv: ({ exposureShare }) => exposureShare,
            isNumber: true,
          },
          {
            title: "Shown for wanted",
            show: ({ ratio: value }) => (
              <Pill tone={value === null ? "plain" : value < least || value > most ? "warn" : "good"}>
                {ratio(value)}
              </Pill>
            ),
            csv: ({ ratio: value }) => value,
            isNumber: true,
          },
          {
            title: "With boosts",
            show: ({ group }) => ratio(after(items.boosted.after, group)),
            csv: ({ group }) => after(items.boosted.after, group),
            isNumber: true,
          },
          {
            title: "With places kept",
            show: ({ group }) => ratio(after(items.floored.after, group)),
            csv: ({ group }) => after(items.floored.after, group),
            isNumber: true,
          },
        ]}
      />
      <Costs
        rows={[
          { name: "Boosts for groups shown too little", cost: items.boosted.cost },
          { name: "Places kept for them", cost: items.floored.cost },
        ]}
      />
    </>
  );
}

const endsOf = ({ lower, upper }: Bounds): [number, number] => [lower, upper];

/** What evening out costs in quality, with its interval: against the lists as they are. */
function Costs({ rows }: { rows: ReadonlyArray<{ name: string; cost: Cost }> }) {
  const domain = domainOf(
    rows.map(({ cost: { difference, interval } }) => ({ estimate: difference, interval: endsOf(interval) })),
  );
  const format = (value: number) => `${value > 0 ? "+" : ""}${value.toFixed(4).replace("-", "−")}`;
  return (
    <DataTable
      caption="What it costs in quality, against the lists as they are"
      rows={rows}
      rowKey={({ name }) => name}
      columns={[
        { title: "Change", show: ({ name }) => name, csv: ({ name }) => name },
        {
          title: "Quality, 95% interval",
          show: ({ cost: { difference, interval } }) =>
            `${format(difference)} (${format(interval.lower)} to ${format(interval.upper)})`,
          csv: ({ cost }) => cost.difference,
          csvAlso: [
            ...intervalColumns("Quality", ({ cost }: { cost: Cost }) => endsOf(cost.interval)),
            { title: "Against", csv: () => "the lists as they are" },
          ],
        },
        {
          title: "Drawn",
          below: <IntervalAxis domain={domain} format={format} />,
          show: ({ name, cost: { difference, interval } }) => (
            <IntervalChart
              estimate={difference}
              interval={endsOf(interval)}
              domain={domain}
              label={`${name}: ${format(difference)}, 95% interval ${format(interval.lower)} to ${format(interval.upper)}`}
            />
          ),
        },
      ]}
    />
  );
}

function PeopleView({ people: { quality, reweighed } }: { people: NonNullable<Audit["people"]> }) {
  return (
    <>
      <p>
        {quality.gap === null ? (
          <>
            <Pill tone="good">Alike</Pill> No two groups differ beyond chance.
          </>
        ) : (
          <>
            <Pill tone="warn">Unlike</Pill> {quality.gap.worse} is served worse than {quality.gap.better}, by{" "}
            {quality.gap.difference.toFixed(4)}.
          </>
        )}
      </p>
      <DataTable
        caption="Quality by group of people"
        rows={quality.groups}
        rowKey={({ group }) => group}
        columns={[
          { title: "Group", show: ({ group }) => group, csv: ({ group }) => group },
          { title: "Lists", show: ({ cases }) => formatCount(cases), csv: ({ cases }) => cases, isNumber: true },
          {
            title: "Quality, 95% interval",
            show: ({ quality: value }) =>
              isUndetermined(value) ? (
                <NotKnown value={value} />
              ) : (
                `${value.mean.toFixed(4)} (${value.interval.lower.toFixed(4)} to ${value.interval.upper.toFixed(4)})`
              ),
            csv: ({ quality: value }) => (isUndetermined(value) ? null : value.mean),
            csvAlso: intervalColumns("Quality", ({ quality: value }: GroupQuality) =>
              isUndetermined(value) ? value : endsOf(value.interval),
            ),
          },
        ]}
      />
      <Costs rows={[{ name: "Groups heard in proportion", cost: reweighed.cost }]} />
    </>
  );
}
