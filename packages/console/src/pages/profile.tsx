import type { Identifier } from "@attune/model/identity";
import { type ProfileView, useProfile } from "../api/profiles.ts";
import { RequestError } from "../api/request.ts";
import { useBusiness } from "../api/system.ts";
import { routeTo } from "../app/route-address.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Stat, Stats } from "../parts/stat.tsx";
import { displayName } from "../people/display-name.ts";
import { Affinities, Cart, Consent, Exposures, Identities, Merges, Traits } from "../people/profile-panels.tsx";
import { Correct, Forget, TheirData } from "../people/rights-panels.tsx";
import { MessagesTo, Offers, Scores, SeesNow, Segments, UndoMerge } from "../people/support-panels.tsx";
import { Timeline } from "../people/timeline.tsx";
import style from "./profile.module.css";

export default function Profile({ namespace = "", id = "" }: { namespace?: string; id?: string }) {
  const who = { namespace, value: id };
  const query = useProfile(who);
  // Also of somebody who was forgotten while their page was open: what was known of them is not shown on.
  const isNobody = query.error instanceof RequestError && query.error.code === "not-found";
  const known = isNobody ? undefined : query.data;
  return (
    <Page
      title={known ? displayName(known) : id}
      lead={known ? <Seen profile={known} /> : `Known by ${namespace}`}
      up={{ label: "Profiles", route: "#/profiles" }}
    >
      {isNobody ? (
        <Nobody who={who} />
      ) : (
        <Answer query={query} lines={8}>
          {(profile) => <ProfileBody profile={profile} who={who} />}
        </Answer>
      )}
    </Page>
  );
}

function Nobody({ who }: { who: Identifier }) {
  return (
    <Empty title={`Nobody is known by ${who.namespace} ${who.value}`}>
      Values are compared exactly: look for a slip of the pen. It may also be somebody who was never here, or whose data
      were deleted. <a href={routeTo("profiles")}>Find a person by another identifier</a>
    </Empty>
  );
}

function Seen({ profile }: { profile: ProfileView }) {
  return (
    <>
      Last seen <Moment at={profile.lastSeenAt} />, first seen <Moment at={profile.firstSeenAt} />
    </>
  );
}

function ProfileBody({ profile, who }: { profile: ProfileView; who: Identifier }) {
  const { commerce } = profile;
  const currency = useBusiness().data?.currency ?? null;
  const money = (amount: number) => formatMoney(amount, currency);
  return (
    <>
      <Panel title="In figures">
        <Stats>
          <Stat label="Events" value={formatCount(profile.eventCount)} />
          <Stat
            label="Orders"
            value={formatCount(commerce.orderCount)}
            note={commerce.lastOrderAt === null ? "none yet" : <LastOrder at={commerce.lastOrderAt} />}
          />
          <Stat
            label="Spent"
            value={money(commerce.gross - commerce.refunded + commerce.adjusted)}
            note={
              commerce.refundCount > 0
                ? `${money(commerce.refunded)} in ${commerce.refundCount} ${plural(commerce.refundCount, "refund")}`
                : undefined
            }
          />
          <Stat label="Devices" value={Object.keys(profile.devices).join(", ") || "unknown"} />
        </Stats>
      </Panel>
      <div className={style.columns}>
        <div className={style.column}>
          <SeesNow profile={profile} who={who} />
          <Timeline who={who} />
          <MessagesTo profile={profile} who={who} />
        </div>
        <div className={style.column}>
          <Identities profile={profile} />
          <Segments profile={profile} />
          <Offers profile={profile} />
          <Traits profile={profile} />
          <Consent profile={profile} />
          <Cart profile={profile} />
          <Affinities profile={profile} />
          <Scores profile={profile} />
          <Exposures profile={profile} />
          <Merges profile={profile} />
          <UndoMerge profile={profile} who={who} />
          <TheirData profile={profile} />
          <Correct profile={profile} />
          <Forget profile={profile} />
        </div>
      </div>
    </>
  );
}

function LastOrder({ at }: { at: string | number }) {
  return (
    <>
      last <Moment at={at} />
    </>
  );
}
