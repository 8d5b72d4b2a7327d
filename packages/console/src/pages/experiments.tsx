import { type ExperimentView, useExperiments } from "../api/experiments.ts";
import { useTacticNames } from "../api/measure.ts";
import { routeTo } from "../app/route-address.ts";
import { statusWords } from "../decide/experiment-words.ts";
import { formatPercent } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

export default function Experiments() {
  const experiments = useExperiments();
  return (
    <Page
      title="Experiments"
      lead="Variants of a tactic, dealt out at random. What decides, and what must not suffer, is locked when it starts."
      actions={
        <LinkButton href="#/experiment-builder" isMain>
          Set one up
        </LinkButton>
      }
    >
      <Panel title="All experiments">
        <Answer query={experiments}>
          {({ experiments: found }) =>
            found.length === 0 ? (
              <Empty title="No experiments yet">
                Give a tactic variants and <a href="#/experiment-builder">set up an experiment</a> on them: which
                variant is the control, which metric decides, and what must not get worse. It starts here.
              </Empty>
            ) : (
              <ExperimentTable experiments={found} />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function ExperimentTable({ experiments }: { experiments: ExperimentView[] }) {
  const nameOf = useTacticNames();
  return (
    <DataTable
      caption="Experiments"
      rows={experiments}
      rowKey={({ experimentId }) => experimentId}
      columns={[
        {
          title: "Experiment",
          show: ({ experimentId, name }) => <a href={routeTo("experiments", experimentId)}>{name}</a>,
          csv: ({ name }) => name,
        },
        {
          title: "State",
          show: ({ status }) => <Pill tone={statusWords[status].tone}>{statusWords[status].words}</Pill>,
          csv: ({ status }) => status,
        },
        { title: "On the tactic", show: ({ tacticId }) => nameOf(tacticId), csv: ({ tacticId }) => tacticId },
        { title: "Decided by", show: ({ metricId }) => humanize(metricId), csv: ({ metricId }) => metricId },
        {
          title: "Let in",
          show: ({ ramp, run }) => formatPercent(run?.ramp ?? ramp),
          csv: ({ ramp, run }) => run?.ramp ?? ramp,
          isNumber: true,
        },
        {
          title: "Started",
          show: ({ run }) => (run === null ? "not yet" : <Moment at={run.startedAt} />),
          csv: ({ run }) => (run === null ? null : new Date(run.startedAt).toISOString()),
        },
      ]}
    />
  );
}
