import type { DecideResponse } from "@attune/model/decision";
import type { Identifier } from "@attune/model/identity";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useAct } from "../api/act.ts";
import { useDeliveries } from "../api/journeys.ts";
import { type ProfileView, profilePath } from "../api/profiles.ts";
import { routeTo } from "../app/route-address.ts";
import { DecidedView } from "../decide/decided-view.tsx";
import { DeliveryTable } from "../deliver/delivery-table.tsx";
import { Answer } from "../parts/answer.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

interface PersonProps {
  profile: ProfileView;
  who: Identifier;
}

/** What this person gets now, in every placement, and why: nothing is recorded by looking. */
export function SeesNow({ profile }: PersonProps) {
  const preview = useAct<DecideResponse>();
  // By the profile: whoever may not see identifiers looks all the same.
  const body = { profileId: profile.profileId };
  const isKnown = profile.identities.some(({ namespace }) => namespace === "user_id" || namespace === "anonymous_id");
  return (
    <>
      <Panel title="What this person sees now">
        <div className={form.stack}>
          {isKnown ? (
            <div>
              <Button
                variant="default"
                loading={preview.isPending}
                onClick={() => preview.mutate({ path: "/v1/decide/preview", body })}
              >
                {preview.data ? "Look again" : "Show it"}
              </Button>
            </div>
          ) : (
            <p className={form.note}>
              Known by neither a user id nor an anonymous id, so no page can ask for this person.
            </p>
          )}
          {preview.error ? <Trouble error={preview.error} /> : null}
        </div>
      </Panel>
      {preview.data ? <DecidedView decided={preview.data} /> : null}
    </>
  );
}

export function Segments({ profile: { segments } }: { profile: ProfileView }) {
  return (
    <Panel title="Segments">
      {segments.length === 0 ? (
        <p className={form.note}>In none.</p>
      ) : (
        <ul className={form.list}>
          {segments.map(({ segmentId, name, since }) => (
            <li key={segmentId}>
              <a href={routeTo("segments", segmentId)}>{name}</a>{" "}
              {since === null ? null : (
                <span className={form.note}>
                  since <Moment at={since} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** What was promised, the same in every channel, and until when it holds. */
export function Offers({ profile: { offers } }: { profile: ProfileView }) {
  return (
    <Panel title="Offers">
      {offers.length === 0 ? <p className={form.note}>None was promised.</p> : null}
      <ul className={form.list}>
        {offers.map(({ offerId, name, state, code, endsAt }) => (
          <li key={offerId}>
            <strong>{name}</strong> <Pill tone={state === "open" ? "good" : "plain"}>{state}</Pill>{" "}
            {code === null ? null : <code>{code}</code>}{" "}
            <span className={form.note}>
              until <Moment at={endsAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Scores({ profile: { scores } }: { profile: ProfileView }) {
  if (scores.length === 0) return null;
  return (
    <Panel title="Scores">
      <Facts
        facts={scores.map(
          ({ name, value, computedAt }) =>
            [
              name,
              <span key={name}>
                {Number(value.toPrecision(3))}{" "}
                <span className={form.note}>
                  from <Moment at={computedAt} />
                </span>
              </span>,
            ] as const,
        )}
      />
    </Panel>
  );
}

export function MessagesTo({ who }: PersonProps) {
  const deliveries = useDeliveries(who);
  return (
    <Panel title="Messages">
      <Answer query={deliveries} lines={2}>
        {({ deliveries: found }) =>
          found.length === 0 ? (
            <p className={form.note}>None was sent or kept back.</p>
          ) : (
            <DeliveryTable deliveries={found} />
          )
        }
      </Answer>
    </Panel>
  );
}

/** Takes identifiers that came by a merge out again: both people are then as if they had never been joined. */
export function UndoMerge({ profile, who }: PersonProps) {
  const undo = useAct<{ restored: string[] }>();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (profile.merges.length === 0 && undo.data === undefined) return null;
  const keyOf = ({ namespace, value }: Identifier) => `${namespace}:${value}`;
  const identifiers = profile.identities
    .filter((one) => chosen.includes(keyOf(one)))
    .map(({ namespace, value }) => ({ namespace, value }));
  return (
    <Panel title="Undo a merge">
      <Allowed to="care">
        <div className={form.stack}>
          <p className={form.note}>
            Choose what belongs to somebody else. What each of the two did is told apart again, and nothing joins them
            anew.
          </p>
          <ul className={form.list}>
            {profile.identities.map((one) => (
              <li key={keyOf(one)}>
                <label>
                  <input
                    type="checkbox"
                    checked={chosen.includes(keyOf(one))}
                    onChange={(event) =>
                      setChosen(
                        event.currentTarget.checked
                          ? [...chosen, keyOf(one)]
                          : chosen.filter((key) => key !== keyOf(one)),
                      )
                    }
                  />{" "}
                  {one.namespace} {one.value}
                </label>
              </li>
            ))}
          </ul>
          <div>
            <Button
              variant="default"
              loading={undo.isPending}
              disabled={identifiers.length === 0 || identifiers.length === profile.identities.length}
              onClick={() => undo.mutate({ path: `${profilePath(who)}/unmerge`, body: { identifiers } })}
            >
              Take them out
            </Button>
          </div>
          {undo.error ? <Trouble error={undo.error} /> : null}
          {undo.data ? (
            <p role="status">
              Told apart:{" "}
              {undo.data.restored.map((profileId) => (
                <a key={profileId} href={routeTo("profiles", "profile_id", profileId)}>
                  {profileId}{" "}
                </a>
              ))}
            </p>
          ) : null}
        </div>
      </Allowed>
    </Panel>
  );
}
