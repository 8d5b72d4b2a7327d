import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { type CatalogueSummary, type ItemSearch, useCatalogue, useItems } from "../api/catalogue.ts";
import { useBusiness } from "../api/system.ts";
import { useQueryChoice, useQueryState } from "../app/use-route.ts";
import { CatalogueFile } from "../decide/catalogue-file.tsx";
import { ItemTable } from "../decide/item-table.tsx";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

export default function Catalogue() {
  const summary = useCatalogue();
  return (
    <Page
      title="Catalogue"
      lead="What can be shown and bought: what lists choose from. What is sold out or taken out here is in no list from the next decision on."
    >
      <Panel title="How it stands">
        <Answer query={summary} lines={3}>
          {(found) =>
            found.items === 0 ? (
              <Empty title="No item is in it yet">
                Without a catalogue, lists show what events name: with names, prices and stock they show what can be
                bought. Take in a file below, or send items over the API.
              </Empty>
            ) : (
              <Standing summary={found} />
            )
          }
        </Answer>
      </Panel>
      {summary.data === undefined || summary.data.items === 0 ? null : <Items summary={summary.data} />}
      <CatalogueFile />
    </Page>
  );
}

const hourMs = 3_600_000;

function Standing({
  summary: { items, shown, categories, changedAt, staleAfterHours },
}: {
  summary: CatalogueSummary;
}) {
  const isStale = changedAt !== null && Date.now() - changedAt > staleAfterHours * hourMs;
  return (
    <Facts
      facts={[
        ["Items", `${formatCount(items)}, of which ${formatCount(shown)} can be shown`],
        ["Categories", formatCount(categories.length)],
        [
          "Changed last",
          <span key="changed">
            {changedAt === null ? "never" : <Moment at={changedAt} />}{" "}
            {isStale ? (
              <Pill tone="warn">Stale after {formatCount(staleAfterHours)} h: prices and stock may be wrong</Pill>
            ) : (
              <Pill tone="good">Fresh</Pill>
            )}
          </span>,
        ],
      ]}
    />
  );
}

const firstLook = 50;
const mostSeen = 1_000;

function Items({ summary }: { summary: CatalogueSummary }) {
  const business = useBusiness();
  const [text, setText] = useQueryState("find");
  const [category, setCategory] = useQueryState("category");
  const [shown, setShown] = useQueryChoice<ItemSearch["shown"]>("shown", ["", "true", "false"]);
  const [limit, setLimit] = useState(firstLook);
  const items = useItems({ text, category, shown, limit });
  return (
    <Panel title="Items">
      <div className={form.stack}>
        <search className={form.row}>
          <TextInput
            className={form.grow ?? ""}
            type="search"
            label="Find"
            placeholder="a name, a brand, an id"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <NativeSelect
            label="Category"
            value={category}
            onChange={(event) => setCategory(event.currentTarget.value)}
            data={[
              { value: "", label: "All" },
              ...summary.categories.map(({ name, items: many }) => ({
                value: name,
                label: `${name} (${formatCount(many)})`,
              })),
            ]}
          />
          <NativeSelect
            label="In lists"
            value={shown}
            onChange={(event) => setShown(event.currentTarget.value)}
            data={[
              { value: "", label: "Whether or not" },
              { value: "true", label: "Can be shown" },
              { value: "false", label: "Cannot be shown" },
            ]}
          />
        </search>
        <Answer query={items} lines={8}>
          {({ items: some, found, next }) =>
            some.length === 0 ? (
              <Empty title="No item is like that">Other words, or all categories, find more.</Empty>
            ) : (
              <div className={form.stack}>
                <ItemTable items={some} currency={business.data?.currency ?? null} />
                <p className={form.note}>
                  {formatCount(some.length)} of {formatCount(found)}
                  {next !== null && limit >= mostSeen ? ": find fewer to see the others." : "."}
                </p>
                {next === null || limit >= mostSeen ? null : (
                  <div>
                    <Button variant="default" onClick={() => setLimit(Math.min(mostSeen, limit * 4))}>
                      Show more
                    </Button>
                  </div>
                )}
              </div>
            )
          }
        </Answer>
      </div>
    </Panel>
  );
}
