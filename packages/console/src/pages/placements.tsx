import type { Placement, Tactic } from "@attune/model/tactic";
import { useGet } from "../api/get.ts";
import { useTactics } from "../api/measure.ts";
import { routeTo } from "../app/route-address.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

export const editTactic = (tacticId: string): string => `#/tactic-editor?id=${encodeURIComponent(tacticId)}`;
const editPlacement = (placementId: string): string => `#/placement-editor?id=${encodeURIComponent(placementId)}`;

export default function Placements() {
  const placements = useGet<{ placements: Placement[] }>("/v1/placements", 60_000);
  const tactics = useTactics();
  return (
    <Page
      title="Placements and tactics"
      lead="Where something can stand, what everybody sees there otherwise, and which tactics ask for it: the first that fits a person comes."
      actions={
        <div className={form.buttons}>
          <LinkButton href="#/tactic-editor" isMain>
            New tactic
          </LinkButton>
          <LinkButton href="#/placement-editor">New placement</LinkButton>
        </div>
      }
    >
      <Answer query={placements} lines={8}>
        {({ placements: found }) =>
          found.length === 0 ? (
            <Panel title="Placements">
              <Empty title="No placements yet">
                A placement is a place of a page with an id, such as <code>home-hero</code>.{" "}
                <a href="#/placement-editor">Declare the first</a>, then give it a tactic.
              </Empty>
            </Panel>
          ) : (
            found.map((placement) => (
              <PlacementPanel
                key={placement.placementId}
                placement={placement}
                tactics={(tactics.data ?? []).filter(({ placementId }) => placementId === placement.placementId)}
              />
            ))
          )
        }
      </Answer>
    </Page>
  );
}

function PlacementPanel({ placement, tactics }: { placement: Placement; tactics: Tactic[] }) {
  const { placementId, title, default: usual } = placement;
  const ranked = [...tactics].sort((a, b) => b.priority - a.priority || (a.tacticId < b.tacticId ? -1 : 1));
  return (
    <Panel title={title ?? placementId} aside={<a href={editPlacement(placementId)}>Change</a>}>
      <div className={form.stack}>
        <p className={form.note}>
          <code>{placementId}</code>. Otherwise: {usualWords(usual)}
          {placement.channel === undefined ? "" : `; in the channel ${placement.channel}`}.
        </p>
        {ranked.length === 0 ? (
          <Empty title="No tactic asks for it">
            Everybody sees the default.{" "}
            <a href={`#/tactic-editor?placement=${encodeURIComponent(placementId)}`}>Give it one</a>.
          </Empty>
        ) : (
          <DataTable
            caption={`Tactics of ${placementId}`}
            rows={ranked}
            rowKey={({ tacticId }) => tacticId}
            columns={[
              {
                title: "Tactic",
                show: ({ tacticId, name }) => <a href={editTactic(tacticId)}>{name}</a>,
                csv: ({ name }) => name,
              },
              { title: "Priority", show: ({ priority }) => priority, csv: ({ priority }) => priority, isNumber: true },
              {
                title: "Shows",
                isText: true,
                show: ({ content, items }) => usualWords({ content, ...(items === undefined ? {} : { items }) }),
                csv: ({ content }) => JSON.stringify(content),
              },
              {
                title: "Held out",
                show: ({ holdout }) => formatPercent(holdout),
                csv: ({ holdout }) => holdout,
                isNumber: true,
              },
              {
                title: "What came of it",
                show: ({ tacticId }) => <a href={routeTo("tactics", tacticId)}>Report</a>,
              },
            ]}
          />
        )}
      </div>
    </Panel>
  );
}

/** A content in a few words: its headline, or how many fields it has; and its list. */
function usualWords({ content, items }: Placement["default"]): string {
  const { headline } = content;
  const fields = Object.keys(content).length;
  const words =
    typeof headline === "string"
      ? `“${headline}”`
      : fields === 0
        ? "what the page holds"
        : `${formatCount(fields)} ${plural(fields, "field")}`;
  return items === undefined ? words : `${words}, with ${humanize(items.from).toLowerCase()} (${items.limit})`;
}
