import type { TacticPage } from "@attune/model/playbook-report";
import type { Lift } from "@attune/model/report";
import { isUndetermined } from "@attune/model/undetermined";
import { usePlaybookDocument } from "../api/playbook.ts";
import { routeTo } from "../app/route-address.ts";
import { domainOf } from "../charts/interval-scale.ts";
import { intervalColumns } from "../format/interval-columns.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { LiftChange, signedPercent } from "../parts/change.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Panel } from "../parts/panel.tsx";

/** What tactics are to reach, against what they did: each with its interval, against the people held out of it. */
export function GoalsPanel() {
  const document = usePlaybookDocument();
  return (
    <Panel title="Goals against targets" aside={<a href="#/review">Weekly review</a>}>
      <Answer query={document} lines={4}>
        {({ tactics }) => {
          const aimed = tactics.filter(({ target }) => target !== null);
          return aimed.length === 0 ? (
            <Empty title="No tactic has a goal yet">
              Say in <a href="#/placements">a tactic</a> which metric it is to move, by how much and until when.
            </Empty>
          ) : (
            <GoalTable tactics={aimed} />
          );
        }}
      </Answer>
    </Panel>
  );
}

function GoalTable({ tactics }: { tactics: TacticPage[] }) {
  const liftOf = ({ evidence }: TacticPage) => (isUndetermined(evidence) ? evidence : evidence.lift);
  const domain = domainOf(
    tactics.flatMap((tactic) => liftOf(tactic)).filter((lift) => !isUndetermined(lift)) as Lift[],
  );
  return (
    <DataTable
      caption="Goals against targets"
      rows={tactics}
      rowKey={({ tacticId }) => tacticId}
      columns={[
        {
          title: "Tactic",
          show: ({ tacticId, name }) => <a href={routeTo("tactics", tacticId)}>{name}</a>,
          csv: ({ name }) => name,
        },
        {
          title: "Is to reach",
          show: ({ metric, target, by }) =>
            `${signedPercent(target ?? 0)} ${humanize(metric ?? "").toLowerCase()}${by === null ? "" : ` by ${by}`}`,
          csv: ({ target }) => target,
          csvAlso: [
            { title: "Of the metric", csv: ({ metric }) => metric },
            { title: "By", csv: ({ by }) => by },
          ],
        },
        {
          title: "Reached so far, against the held out",
          show: (tactic) => <LiftChange lift={liftOf(tactic)} domain={domain} subject={tactic.name} />,
          csv: (tactic) => {
            const lift = liftOf(tactic);
            return isUndetermined(lift) ? null : lift.estimate;
          },
          csvAlso: intervalColumns("Reached", (tactic: TacticPage) => {
            const lift = liftOf(tactic);
            return isUndetermined(lift) ? lift : lift.interval;
          }),
        },
        {
          title: "So",
          show: ({ evidence }) => (isUndetermined(evidence) ? "" : (evidence.againstTarget ?? "")),
          csv: ({ evidence }) => (isUndetermined(evidence) ? null : evidence.againstTarget),
        },
      ]}
    />
  );
}
