import type { DecideResponse, PlacementDecision, TraceLine } from "@attune/model/decision";
import { useItem } from "../api/items.ts";
import { routeTo } from "../app/route-address.ts";
import { humanize } from "../format/words.ts";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";
import style from "./decided-view.module.css";

/** What a person would see, placement by placement as on a phone, and which tactics were considered. */
export function DecidedView({ decided }: { decided: DecideResponse }) {
  return (
    <>
      <Panel title="What is shown" aside="As on a phone; nothing was recorded">
        <div className={style.placements}>
          {Object.entries(decided.placements).map(([placementId, placement]) => (
            <Placement key={placementId} placementId={placementId} placement={placement} />
          ))}
        </div>
      </Panel>
      {decided.trace === undefined ? null : (
        <Panel title="Why" aside="Every tactic that was considered">
          <DataTable
            caption="Tactics considered"
            rows={decided.trace}
            rowKey={({ tacticId, placementId }) => `${placementId} ${tacticId}`}
            columns={[
              {
                title: "Tactic",
                show: ({ tacticId }) => <a href={routeTo("tactics", tacticId)}>{tacticId}</a>,
                csv: ({ tacticId }) => tacticId,
              },
              { title: "Placement", show: ({ placementId }) => placementId, csv: ({ placementId }) => placementId },
              {
                title: "Outcome",
                show: ({ outcome }) => <Pill tone={outcomeTones[outcome] ?? "plain"}>{humanize(outcome)}</Pill>,
                csv: ({ outcome }) => outcome,
              },
              { title: "Because", isText: true, show: ({ reason }) => reason, csv: ({ reason }) => reason },
            ]}
          />
        </Panel>
      )}
    </>
  );
}

const outcomeTones: Partial<Record<TraceLine["outcome"], Tone>> = {
  chosen: "good",
  "held-out": "warn",
  undetermined: "warn",
};

function Placement({ placementId, placement }: { placementId: string; placement: PlacementDecision }) {
  const { content, items, tacticId, variantId, holdout, reason, offer } = placement;
  return (
    <article className={style.placement} aria-label={humanize(placementId)}>
      <header className={style.head}>
        <h3 className={form.sub}>{humanize(placementId)}</h3>
        <Pill tone={holdout ? "warn" : tacticId === null ? "plain" : "good"}>
          {holdout ? "Held out: default" : (tacticId ?? "Default")}
        </Pill>
      </header>
      <dl className={style.content}>
        {Object.entries(content).map(([name, value]) => (
          <div key={name}>
            <dt>{humanize(name)}</dt>
            <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(content).length === 0 && items.length === 0 ? <p className={form.note}>Nothing is shown.</p> : null}
      {items.length === 0 ? null : (
        <ol className={style.items}>
          {items.map((item) => (
            <li key={item.itemId}>
              <ItemName itemId={item.itemId} /> <span className={style.why}>{item.reason}</span>
            </li>
          ))}
        </ol>
      )}
      {offer === undefined ? null : <p>Offer {offer.offerId}</p>}
      <p className={style.why}>
        {variantId === null || variantId === tacticId ? "" : `Variant ${variantId}: `}
        {reason}
      </p>
    </article>
  );
}

function ItemName({ itemId }: { itemId: string }) {
  const { data } = useItem(itemId);
  return <span title={itemId}>{data?.name ?? itemId}</span>;
}
