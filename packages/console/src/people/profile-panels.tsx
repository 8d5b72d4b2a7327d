import type { Arm } from "@attune/model/decision";
import type { Json } from "@attune/model/json";
import { useTacticNames } from "../api/measure.ts";
import type { AffinityShare, ProfileView } from "../api/profiles.ts";
import { routeTo } from "../app/route-address.ts";
import { formatPercent } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { Facts } from "../parts/facts.tsx";
import { Moment } from "../parts/moment.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";
import style from "./profile-panels.module.css";

interface PanelProps {
  profile: ProfileView;
}

/** Everything the person is known by. */
export function Identities({ profile }: PanelProps) {
  return (
    <Panel title="Known by">
      <Facts
        facts={[
          ...profile.identities.map(
            ({ namespace, value, last }) =>
              [
                humanize(namespace),
                <span key={value}>
                  <span className={style.id}>{value}</span>
                  <span className={style.soft}>
                    last named <Moment at={last} />
                  </span>
                </span>,
              ] as const,
          ),
          [
            "Profile id",
            <span key="profile" className={style.id}>
              {profile.profileId}
            </span>,
          ] as const,
        ]}
      />
    </Panel>
  );
}

export function Traits({ profile }: PanelProps) {
  const traits = Object.entries(profile.traits);
  return (
    <Panel title="Traits">
      {traits.length === 0 ? (
        <p className={style.none}>None told yet.</p>
      ) : (
        <Facts facts={traits.map(([name, value]) => [humanize(name), traitWords(value)] as const)} />
      )}
    </Panel>
  );
}

function traitWords(value: Json): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function Consent({ profile }: PanelProps) {
  const purposes = Object.entries(profile.consent);
  return (
    <Panel title="Consent">
      {purposes.length === 0 ? (
        <p className={style.none}>Nothing said, so the shop's own default holds.</p>
      ) : (
        <Facts
          facts={purposes.map(
            ([purpose, given]) =>
              [
                humanize(purpose),
                <Pill key={purpose} tone={given ? "good" : "bad"}>
                  {given ? "Given" : "Refused"}
                </Pill>,
              ] as const,
          )}
        />
      )}
    </Panel>
  );
}

export function Cart({ profile }: PanelProps) {
  return (
    <Panel title="Cart">
      {profile.cart.length === 0 ? (
        <p className={style.none}>Empty.</p>
      ) : (
        <Facts facts={profile.cart.map(({ itemId, quantity }) => [itemId, `× ${quantity}`] as const)} />
      )}
    </Panel>
  );
}

export function Affinities({ profile }: PanelProps) {
  const { categories, brands } = profile.affinities;
  return (
    <Panel title="Affinities">
      {categories.length + brands.length === 0 ? (
        <p className={style.none}>No product touched yet.</p>
      ) : (
        <div className={style.affinities}>
          <Shares title="Categories" shares={categories} />
          <Shares title="Brands" shares={brands} />
        </div>
      )}
    </Panel>
  );
}

/** Bars in words too: each says its share. */
function Shares({ title, shares }: { title: string; shares: AffinityShare[] }) {
  if (shares.length === 0) return null;
  return (
    <div>
      <h3 className={style.sub}>{title}</h3>
      <ul className={style.shares}>
        {shares.slice(0, 6).map(({ value, share }) => (
          <li key={value}>
            <span className={style.value}>{value}</span>
            <span>{formatPercent(share)}</span>
            <span className={style.track}>
              <span className={style.bar} style={{ width: `${Math.min(100, share * 100)}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What a person sees of an arm. */
export const armWords: Record<Arm, { words: string; tone: Tone }> = {
  exposed: { words: "Exposed", tone: "good" },
  "tactic-holdout": { words: "Held out of it", tone: "warn" },
  "global-holdout": { words: "Held out of all", tone: "warn" },
  contextual: { words: "Not measured", tone: "plain" },
};

export function Exposures({ profile }: PanelProps) {
  const nameOf = useTacticNames();
  return (
    <Panel title="Tactics met">
      {profile.exposures.length === 0 ? (
        <p className={style.none}>No tactic was due to this person yet.</p>
      ) : (
        <ul className={style.exposures}>
          {profile.exposures.map((exposure) => (
            <li key={exposure.tacticId}>
              <span className={style.exposure}>
                <a href={routeTo("tactics", exposure.tacticId)}>{nameOf(exposure.tacticId)}</a>
                <Pill tone={armWords[exposure.arm].tone}>{armWords[exposure.arm].words}</Pill>
              </span>
              <span className={style.soft}>
                {exposure.count} {plural(exposure.count, "time")}, first <Moment at={exposure.firstAt} />, last{" "}
                <Moment at={exposure.lastAt} />
                {exposure.crossover ? "; met both arms through a merge" : ""}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function Merges({ profile }: PanelProps) {
  if (profile.merges.length === 0) return null;
  return (
    <Panel title="Merged from">
      <ul className={style.exposures}>
        {profile.merges.map((merge) => (
          <li key={`${merge.profileId} ${merge.at}`}>
            <span className={style.id}>{merge.profileId}</span>
            <span className={style.soft}>
              <Moment at={merge.at} />, joined by {humanize(merge.via.namespace).toLowerCase()} {merge.via.value}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
