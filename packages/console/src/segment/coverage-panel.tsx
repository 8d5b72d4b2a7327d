import { isUndetermined } from "@attune/model/undetermined";
import { type CoveredShares, useCoverage } from "../api/segments.ts";
import { routeTo } from "../app/route-address.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { NotKnown } from "../parts/not-known.tsx";
import { Panel } from "../parts/panel.tsx";

interface Row {
  /** Null: all segments together. */
  segmentId: string | null;
  name: string;
  covered: CoveredShares;
}

/** What share of people, traffic and revenue the segments mean: together, then each. Few good ones cover most. */
export function CoveragePanel() {
  const coverage = useCoverage();
  return (
    <Panel title="How much they cover" aside="Somebody may be in several">
      <Answer query={coverage}>
        {({ covered, segments, trafficDays, looked, isSample }) => (
          <>
            <DataTable<Row>
              caption="What the segments cover"
              rows={[{ segmentId: null, name: "All together", covered }, ...segments]}
              rowKey={({ segmentId }) => segmentId ?? ""}
              columns={[
                {
                  title: "Segment",
                  show: ({ segmentId, name }) =>
                    segmentId === null ? name : <a href={routeTo("segments", segmentId)}>{name}</a>,
                  csv: ({ name }) => name,
                },
                share("Of people", "people"),
                share(`Of traffic, ${trafficDays} days`, "traffic"),
                share("Of revenue so far", "revenue"),
              ]}
            />
            <p className={form.note}>
              From {isSample ? "a random sample of " : ""}
              {formatCount(looked)} people. What people bring, not what the segments earned: that is told by the tactics
              for them.
            </p>
          </>
        )}
      </Answer>
    </Panel>
  );
}

function share(title: string, of: keyof CoveredShares): Column<Row> {
  return {
    title,
    isNumber: true,
    show: ({ covered }) => {
      const value = covered[of];
      return isUndetermined(value) ? <NotKnown value={value} /> : formatPercent(value);
    },
    csv: ({ covered }) => {
      const value = covered[of];
      return isUndetermined(value) ? null : value;
    },
  };
}
