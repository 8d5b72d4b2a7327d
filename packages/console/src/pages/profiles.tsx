import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useRecentPeople } from "../api/live-events.ts";
import { findFirst } from "../api/profiles.ts";
import { routeTo } from "../app/route-address.ts";
import { goTo } from "../app/use-route.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { guessIdentifiers, namespaces } from "../people/guess-identifiers.ts";
import style from "./profiles.module.css";

const anyNamespace = "any";

export default function Profiles() {
  return (
    <Page
      title="Profiles"
      lead="Find a person by anything they are known by: every identifier leads to the same profile."
    >
      <Panel title="Find a person" aside={<a href="#/duplicates">Probable duplicates</a>}>
        <SearchForm />
      </Panel>
      <Panel title="Seen just now" flush>
        <RecentPeople />
      </Panel>
    </Page>
  );
}

type Search = { state: "idle" | "running" } | { state: "nobody"; value: string } | { state: "failed"; error: unknown };

function SearchForm() {
  const [namespace, setNamespace] = useState(anyNamespace);
  const [value, setValue] = useState("");
  const [search, setSearch] = useState<Search>({ state: "idle" });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const typed = value.trim();
    if (typed === "") return;
    setSearch({ state: "running" });
    try {
      const found = await findFirst(
        namespace === anyNamespace ? guessIdentifiers(typed) : [{ namespace, value: typed }],
      );
      if (found) goTo(routeTo("profiles", found.namespace, found.value));
      else setSearch({ state: "nobody", value: typed });
    } catch (error) {
      setSearch({ state: "failed", error });
    }
  };
  return (
    <form className={style.form} onSubmit={(event) => void submit(event)}>
      <NativeSelect
        label="Known by"
        value={namespace}
        onChange={(event) => setNamespace(event.currentTarget.value)}
        data={[
          { value: anyNamespace, label: "Any identifier" },
          ...namespaces.map((one) => ({ value: one, label: humanize(one) })),
        ]}
      />
      <TextInput
        label="Identifier"
        className={style.value ?? ""}
        placeholder="E-mail, user id, anonymous id …"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" loading={search.state === "running"}>
        Find
      </Button>
      <div className={style.outcome} aria-live="polite">
        {search.state === "nobody" ? (
          <p>
            Nobody is known by <strong>{search.value}</strong>
            {namespace === anyNamespace ? " in any namespace." : ` as ${humanize(namespace).toLowerCase()}.`} Values are
            compared exactly.
          </p>
        ) : null}
        {search.state === "failed" ? <Trouble error={search.error} /> : null}
      </div>
    </form>
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
