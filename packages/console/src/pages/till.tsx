import type { DecideResponse } from "@attune/model/decision";
import type { Identifier } from "@attune/model/identity";
import { useQuery } from "@tanstack/react-query";
import { usePlaybookText } from "../api/playbook.ts";
import { type ProfileView, useProfile } from "../api/profiles.ts";
import { request } from "../api/request.ts";
import { useSegments } from "../api/segments.ts";
import { useBusiness } from "../api/system.ts";
import { useRoute } from "../app/use-route.ts";
import { ItemCard } from "../decide/item-card.tsx";
import { withEntry } from "../decide/with-entry.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Stat, Stats } from "../parts/stat.tsx";
import { displayName } from "../people/display-name.ts";
import { PersonSearch } from "../people/person-search.tsx";

/** What a clerk needs while somebody stands at the till: who, which promise holds, what to suggest. */
export default function Till() {
  const { query } = useRoute();
  const namespace = query.get("namespace");
  const value = query.get("id");
  return (
    <Page
      title="At the till"
      lead="Somebody stands before you: what was promised to them, and what to suggest. The promise is the same as on the web and in the mail."
    >
      <Panel title="Who is it?">
        <PersonSearch
          label="Card, e-mail address, phone or order number"
          routeOf={(profileId) => `#/till?namespace=profile_id&id=${encodeURIComponent(profileId)}`}
        />
      </Panel>
      {namespace === null || value === null ? (
        <Panel title="The customer">
          <Empty title="Nobody yet">Ask for the loyalty card, the e-mail address or the phone number.</Empty>
        </Panel>
      ) : (
        <Customer key={`${namespace}:${value}`} who={{ namespace, value }} />
      )}
    </Page>
  );
}

function Customer({ who }: { who: Identifier }) {
  const profile = useProfile(who);
  return (
    <Answer query={profile} lines={8}>
      {(found) => (
        <>
          <Standing profile={found} />
          <Suggestions profile={found} />
        </>
      )}
    </Answer>
  );
}

function Standing({ profile }: { profile: ProfileView }) {
  const currency = useBusiness().data?.currency ?? null;
  const segments = useSegments().data?.segments ?? [];
  const open = profile.offers.filter(({ state }) => state === "open");
  const { commerce } = profile;
  const advice = profile.segments.flatMap(({ segmentId, name }) => {
    const next = segments.find((one) => one.segmentId === segmentId)?.nextBestAction ?? null;
    return next === null ? [] : [{ name, next }];
  });
  return (
    <Panel title={displayName(profile)}>
      <div className={form.stack}>
        {open.length === 0 ? (
          <p>No offer holds now.</p>
        ) : (
          open.map(({ offerId, name, code, endsAt }) => (
            <p key={offerId}>
              <Pill tone="good">Holds</Pill> <strong>{name}</strong> {code === null ? null : <code>{code}</code>}{" "}
              <span className={form.note}>
                until <Moment at={endsAt} />
              </span>
            </p>
          ))
        )}
        {advice.map(({ name, next }) => (
          <p key={name}>
            <Pill>{name}</Pill> {next}
          </p>
        ))}
        <Stats>
          <Stat label="Orders" value={formatCount(commerce.orderCount)} />
          <Stat label="Spent" value={formatMoney(commerce.gross - commerce.refunded + commerce.adjusted, currency)} />
          <Stat
            label="Last order"
            value={commerce.lastOrderAt === null ? "none yet" : <Moment at={commerce.lastOrderAt} />}
          />
          <Stat label="In the web cart" value={formatCount(profile.cart.length)} />
        </Stats>
      </div>
    </Panel>
  );
}

const placementId = "till-preview";

/** What the web would show this person, as at the till: in its own channel, and recorded nowhere. */
function Suggestions({ profile }: { profile: ProfileView }) {
  const playbook = usePlaybookText();
  const idOf = (namespace: string) => profile.identities.find((one) => one.namespace === namespace)?.value;
  const userId = idOf("user_id");
  const text = playbook.data?.text;
  const decided = useQuery({
    queryKey: ["till", profile.profileId],
    enabled: text !== undefined,
    queryFn: ({ signal }) =>
      request<DecideResponse>("/v1/decide/preview", {
        method: "POST",
        signal,
        body: {
          anonymousId: idOf("anonymous_id") ?? "somebody-new",
          ...(userId === undefined ? {} : { userId }),
          placements: [placementId],
          context: { channel: "store" },
          playbook: withEntry(text ?? "", ["placements", placementId], {
            default: { content: {}, items: { from: "for-you", limit: 5 } },
          }),
        },
      }),
  });
  return (
    <Panel title="To suggest" aside="Nothing is recorded by looking">
      <Answer query={decided} lines={5}>
        {({ placements }) => {
          const items = placements[placementId]?.items ?? [];
          return items.length === 0 ? (
            <Empty title="Nothing to suggest">The catalogue holds nothing that may be shown to this person.</Empty>
          ) : (
            <ol className={form.list}>
              {items.map((item, index) => (
                <ItemCard key={item.itemId} item={item} rank={index + 1} />
              ))}
            </ol>
          );
        }}
      </Answer>
    </Panel>
  );
}
