import { useRecentPeople } from "../api/live-events.ts";
import { routeTo } from "../app/route-address.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { PersonSearch } from "../people/person-search.tsx";
import style from "./profiles.module.css";

export default function Profiles() {
  return (
    <Page
      title="Profiles"
      lead="Find a person by anything they are known by: every identifier, and every order's number, leads to the same profile."
    >
      <Panel title="Find a person" aside={<a href="#/duplicates">Probable duplicates</a>}>
        <PersonSearch
          label="Identifier or order number"
          placeholder="E-mail, user id, anonymous id, order number …"
          hasKinds
          routeOf={(profileId) => routeTo("profiles", "profile_id", profileId)}
        />
      </Panel>
      <Panel title="Seen just now" flush>
        <RecentPeople />
      </Panel>
    </Page>
  );
}

function RecentPeople() {
  const people = useRecentPeople(12);
  return (
    <div className={style.inset}>
      <Answer query={people}>
        {(events) =>
          events.length === 0 ? (
            <Empty title="Nobody has been seen yet">The first event that names somebody makes the first profile.</Empty>
          ) : (
            <ul className={style.people}>
              {events.map((event) => (
                <li key={event.profileId}>
                  <a className={style.person} href={routeTo("profiles", "profile_id", event.profileId)}>
                    <span className={style.who}>{event.identifiers[0] ?? event.profileId}</span>
                    <span>{event.name}</span>
                    <span className={style.when}>
                      <Moment at={event.at} />
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </div>
  );
}
