import { useGet } from "../api/get.ts";
import { routeTo } from "../app/route-address.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

interface Duplicates {
  /** Profiles that were compared, and how many of them hold enough to compare. */
  lookedAt: number;
  people: number;
  suggestions: Array<{ a: string; b: string; score: number; agreeing: string[] }>;
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
                  { title: "One", show: ({ a }) => <Person profileId={a} />, csv: ({ a }) => a },
                  { title: "Other", show: ({ b }) => <Person profileId={b} />, csv: ({ b }) => b },
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

function Person({ profileId }: { profileId: string }) {
  return <a href={routeTo("profiles", "profile_id", profileId)}>{profileId}</a>;
}
