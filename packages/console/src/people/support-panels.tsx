import type { DecideResponse } from "@attune/model/decision";
import type { Identifier } from "@attune/model/identity";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAct } from "../api/act.ts";
import { useDeliveries } from "../api/journeys.ts";
import { type ProfileView, profilePath, type TimelineEntry } from "../api/profiles.ts";
import { request } from "../api/request.ts";
import { routeTo } from "../app/route-address.ts";
import { goTo } from "../app/use-route.ts";
import { DecidedView } from "../decide/decided-view.tsx";
import { DeliveryTable } from "../deliver/delivery-table.tsx";
import { Answer } from "../parts/answer.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { saveFile } from "../parts/save-file.ts";
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
  if (offers.length === 0) return null;
  return (
    <Panel title="Offers">
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
              Done:{" "}
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

/** All of a person's own data as a file, and the end of it. */
export function Rights({ profile, who }: PersonProps) {
  const erase = useAct<{ erased: boolean; entries: number }>();
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<{ isRunning: boolean; error: unknown }>({ isRunning: false, error: null });
  const exported = async () => {
    setState({ isRunning: true, error: null });
    try {
      const history = await wholeHistory(who);
      saveFile(`${profile.profileId}.json`, "application/json", JSON.stringify({ profile, history }, null, 2));
      setState({ isRunning: false, error: null });
    } catch (error) {
      setState({ isRunning: false, error });
    }
  };
  if (erase.data)
    return (
      <Panel title="Erased">
        <div className={form.stack} role="status">
          <p>{erase.data.entries} entries of the log are gone. The last bytes leave the disk with the next purge.</p>
          <div>
            <Button variant="default" onClick={() => goTo(routeTo("profiles"))}>
              Back to all
            </Button>
          </div>
        </div>
      </Panel>
    );
  return (
    <Panel title="Their data">
      <Allowed to="care">
        <div className={form.stack}>
          <div>
            <Button variant="default" size="sm" loading={state.isRunning} onClick={() => void exported()}>
              Save all of it (JSON)
            </Button>
          </div>
          {state.error ? <Trouble error={state.error} /> : null}
          <form
            className={form.row}
            onSubmit={(event) => {
              event.preventDefault();
              erase.mutate({ path: profilePath(who), method: "DELETE" });
            }}
          >
            <TextInput
              className={form.grow ?? ""}
              label={`To erase this person for good, type ${who.value}`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
            />
            <Button
              type="submit"
              color="red"
              variant="default"
              disabled={typed !== who.value}
              loading={erase.isPending}
            >
              Erase
            </Button>
          </form>
          {erase.error ? <Trouble error={erase.error} /> : null}
        </div>
      </Allowed>
    </Panel>
  );
}

const pageSize = 200;

async function wholeHistory(who: Identifier): Promise<TimelineEntry[]> {
  const history: TimelineEntry[] = [];
  let before: number | null = null;
  do {
    const page: { events: TimelineEntry[]; next: number | null } = await request(
      `${profilePath(who)}/events?limit=${pageSize}${before === null ? "" : `&before=${before}`}`,
    );
    history.push(...page.events);
    before = page.next;
  } while (before !== null);
  return history;
}
