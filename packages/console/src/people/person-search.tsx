import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type FoundPerson, findPeople } from "../api/profiles.ts";
import { goTo } from "../app/use-route.ts";
import { humanize } from "../format/words.ts";
import { Trouble } from "../parts/trouble.tsx";
import style from "./person-search.module.css";

const anyKind = "any";
const kinds = ["user_id", "email", "anonymous_id", "phone", "loyalty_id", "device_id", "profile_id", "order_id"];

type Search =
  | { state: "idle" | "running" }
  | { state: "answered"; typed: string; kind: string; people: FoundPerson[] }
  | { state: "failed"; error: unknown };

interface PersonSearchProps {
  label: string;
  placeholder?: string;
  /** The kind of identifier can be chosen, not only guessed. */
  hasKinds?: boolean;
  /** Where the page of somebody who was found is. */
  routeOf: (profileId: string) => string;
}

/** Finds a person by what they or their order are known by; who is alone is opened at once, of several one chooses. */
export function PersonSearch({ label, placeholder, hasKinds = false, routeOf }: PersonSearchProps) {
  const [kind, setKind] = useState(anyKind);
  const [value, setValue] = useState("");
  const [search, setSearch] = useState<Search>({ state: "idle" });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const typed = value.trim();
    if (typed === "") return;
    setSearch({ state: "running" });
    try {
      const people = await findPeople(typed, kind === anyKind ? null : kind);
      setSearch({ state: "answered", typed, kind, people });
      if (people.length === 1) goTo(routeOf(people[0]!.profileId));
    } catch (error) {
      setSearch({ state: "failed", error });
    }
  };
  return (
    <form className={style.form} onSubmit={(event) => void submit(event)}>
      {hasKinds ? (
        <NativeSelect
          label="Known by"
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
          data={[
            { value: anyKind, label: "Anything" },
            ...kinds.map((one) => ({ value: one, label: one === "order_id" ? "Order number" : humanize(one) })),
          ]}
        />
      ) : null}
      <TextInput
        label={label}
        className={style.value ?? ""}
        placeholder={placeholder}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" loading={search.state === "running"}>
        Find
      </Button>
      <div className={style.outcome} aria-live="polite">
        {search.state === "answered" ? <Outcome {...search} routeOf={routeOf} /> : null}
        {search.state === "failed" ? <Trouble error={search.error} /> : null}
      </div>
    </form>
  );
}

interface OutcomeProps {
  typed: string;
  kind: string;
  people: FoundPerson[];
  routeOf: (profileId: string) => string;
}

function Outcome({ typed, kind, people, routeOf }: OutcomeProps) {
  if (people.length === 0)
    return (
      <p>
        Nobody is known by <strong>{typed}</strong>
        {kind === anyKind ? ", and no order has this number." : ` as ${humanize(kind).toLowerCase()}.`} Values are
        compared exactly.
      </p>
    );
  if (people.length === 1) return null;
  return (
    <>
      <p>
        {people.length} people are known by <strong>{typed}</strong>: which one?
      </p>
      <ul>
        {people.map(({ profileId, knownBy }) => (
          <li key={profileId}>
            <a href={routeOf(profileId)}>
              {humanize(knownBy.namespace)}: {profileId}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
