import { useGet } from "../api/get.ts";
import { routeTo } from "../app/route-address.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { shortId } from "../people/display-name.ts";

interface Duplicates {
  /** Profiles that were compared, and how many of them hold enough to compare. */
  lookedAt: number;
  people: number;
  suggestions: Array<{ a: string; b: string; score: number; agreeing: string[]; named: { a: Named; b: Named } }>;
}

interface Named {
  firstName?: string;
  lastName?: string;
  email?: string;
}

export default function DuplicatesPage() {
  const duplicates = useGet<Duplicates>("/v1/collect/duplicates?least=0.9&limit=100");
  return (
    <Page
      title="Probable duplicates"
      lead="Profiles that are probably one person, by what they say of themselves. Nobody is joined by a guess: send an event that names both, and they are one."
      up={{ label: "Profiles", route: "#/profiles" }}
    >
      <Panel title="Pairs">
        <Answer query={duplicates} lines={6}>
          {({ suggestions, lookedAt, people }) =>
            suggestions.length === 0 ? (
              <Empty title="No pair is likely">
                {formatCount(lookedAt)} profiles were looked at; {formatCount(people)} say enough of themselves to be
                compared.
              </Empty>
            ) : (
              <DataTable
                caption="Probable duplicates"
                rows={suggestions}
                rowKey={({ a, b }) => `${a} ${b}`}
                columns={[
                  { title: "One", show: ({ a, named }) => <Person profileId={a} named={named.a} />, csv: ({ a }) => a },
                  {
                    title: "Other",
                    show: ({ b, named }) => <Person profileId={b} named={named.b} />,
                    csv: ({ b }) => b,
                  },
                  {
                    title: "Likely",
                    show: ({ score }) => formatPercent(score),
                    csv: ({ score }) => score,
                    isNumber: true,
                  },
                  {
                    title: "Agree in",
                    show: ({ agreeing }) => agreeing.map((name) => humanize(name).toLowerCase()).join(", "),
                    csv: ({ agreeing }) => agreeing.join(" "),
                  },
                ]}
              />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

/** The short form of the profile's id tells two of the same name apart. */
function Person({ profileId, named: { firstName, lastName, email } }: { profileId: string; named: Named }) {
  const name = [firstName, lastName].filter(Boolean).join(" ");
  return (
    <>
      <a href={routeTo("profiles", "profile_id", profileId)} title={profileId}>
        {name || email || shortId(profileId)}
      </a>
      <span className={form.note}>
        {" "}
        {[name === "" ? undefined : email, shortId(profileId)].filter(Boolean).join(", ")}
      </span>
    </>
  );
}
