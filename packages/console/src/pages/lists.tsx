import type { DecideResponse } from "@attune/model/decision";
import type { CatalogueEntry } from "@attune/model/merchandising";
import { itemSources } from "@attune/model/tactic";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useRecommenders } from "../api/learn.ts";
import { usePlaybookText } from "../api/playbook.ts";
import { request } from "../api/request.ts";
import { useOnOpening } from "../app/use-on-opening.ts";
import { putInAddress, useRoute } from "../app/use-route.ts";
import { ItemCard } from "../decide/item-card.tsx";
import { entryAt, withEntry } from "../decide/with-entry.ts";
import { formatCount } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

export default function Lists() {
  const playbook = usePlaybookText();
  const status = useRecommenders();
  return (
    <Page
      title="Lists and recommenders"
      lead="Two lists side by side for one person, with the reason of every product; and the shop's own rules over them."
    >
      <Panel title="Where lists come from" aside={<a href="#/models">Models</a>}>
        <Answer query={status} lines={2}>
          {({ servedModelId, service, catalogue, alarms }) => (
            <p>
              {servedModelId === null ? (
                <>
                  <Pill tone="warn">No model yet</Pill> Popular products stand in until one is trained.
                </>
              ) : (
                <>
                  <Pill tone={alarms.length === 0 ? "good" : "warn"}>{alarms.length === 0 ? "Fresh" : "Stale"}</Pill> A
                  model trained on what people touched serves
                  {service?.only === undefined
                    ? ""
                    : " lists of what is like what; popular products stand in where lists are personal"}
                  , over {formatCount(catalogue.items)} products.
                </>
              )}
            </p>
          )}
        </Answer>
      </Panel>
      <Answer query={playbook} lines={6}>
        {({ text }) => (
          <>
            <SideBySide text={text} />
            <Rules text={text} />
          </>
        )}
      </Answer>
    </Page>
  );
}

const previewed = "list-preview";

interface Ask {
  sources: readonly string[];
  limit: number;
  who: { userId?: string; anonymousId: string };
  itemId: string;
}

/** Each list is decided apart, since no product stands in two lists of one answer. */
function useLists(text: string) {
  return useMutation({
    mutationFn: ({ sources, limit, who, itemId }: Ask) =>
      Promise.all(
        sources.map(async (from) => {
          const playbook = withEntry(text, ["placements", previewed], {
            default: { content: {}, items: { from, limit } },
          });
          const context = itemId === "" ? {} : { itemId };
          const body = { ...who, placements: [previewed], context, playbook };
          const decided = await request<DecideResponse>("/v1/decide/preview", { method: "POST", body });
          return { from, list: decided.placements[previewed] };
        }),
      ),
  });
}

function SideBySide({ text }: { text: string }) {
  const lists = useLists(text);
  const { query } = useRoute();
  const [left, setLeft] = useState(query.get("one") ?? "for-you");
  const [right, setRight] = useState(query.get("other") ?? "popular");
  const [person, setPerson] = useState(query.get("userId") ?? "");
  const [itemId, setItemId] = useState(query.get("item") ?? "");
  const look = () => {
    const userId = person.trim();
    lists.mutate({
      sources: [left, right],
      limit: 10,
      who: { anonymousId: "somebody-new", ...(userId === "" ? {} : { userId }) },
      itemId: itemId.trim(),
    });
  };
  useOnOpening(query.has("one") ? look : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    putInAddress({ one: left, other: right, userId: person.trim(), item: itemId.trim() });
    look();
  };
  const choices = itemSources.map((source) => ({ value: source, label: humanize(source) }));
  return (
    <Panel title="Side by side" aside="Nothing is recorded by looking">
      <div className={form.stack}>
        <form className={form.row} onSubmit={submit}>
          <NativeSelect
            label="One"
            value={left}
            onChange={(event) => setLeft(event.currentTarget.value)}
            data={choices}
          />
          <NativeSelect
            label="Other"
            value={right}
            onChange={(event) => setRight(event.currentTarget.value)}
            data={choices}
          />
          <TextInput
            className={form.grow ?? ""}
            label="For the user id"
            placeholder="left out: somebody new"
            value={person}
            onChange={(event) => setPerson(event.currentTarget.value)}
            autoComplete="off"
          />
          <TextInput
            className={form.grow ?? ""}
            label="On the page of the product"
            placeholder="none"
            value={itemId}
            onChange={(event) => setItemId(event.currentTarget.value)}
            autoComplete="off"
          />
          <Button type="submit" loading={lists.isPending}>
            Compare
          </Button>
        </form>
        {lists.error ? <Trouble error={lists.error} /> : null}
        {lists.data === undefined ? null : (
          <div className={form.halves} role="status">
            {lists.data.map(({ from, list }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: left and right, which may hold the same list.
              <section key={`${place} ${from}`} aria-label={humanize(from)}>
                <h3 className={form.sub}>
                  {humanize(from)} {list?.fallback ? <Pill tone="warn">Popular ones stand in</Pill> : null}
                </h3>
                {list === undefined || list.items.length === 0 ? (
                  <Empty title="Nothing to show">There is no product that this list may hold.</Empty>
                ) : (
                  <ol className={form.list}>
                    {list.items.map((item, index) => (
                      <ItemCard key={item.itemId} item={item} rank={index + 1}>
                        <Allowed to="edit">
                          <a className={form.note} href={`#/rule-editor?pin=${encodeURIComponent(item.itemId)}`}>
                            Pin it to the first place
                          </a>
                        </Allowed>
                      </ItemCard>
                    ))}
                  </ol>
                )}
              </section>
            ))}
          </div>
        )}
      </div>
    </Panel>
  );
}

export type RuleEntry = NonNullable<CatalogueEntry["rules"]>[string];

function Rules({ text }: { text: string }) {
  const rules = Object.entries(entryAt<Record<string, RuleEntry>>(text, ["catalogue", "rules"]) ?? {});
  return (
    <Panel title="Rules of the shop" aside={<LinkButton href="#/rule-editor">New rule</LinkButton>}>
      {rules.length === 0 ? (
        <Empty title="No rules yet">
          Pin a product to a place, lift a brand, or keep a category out of lists, for a while or for good.{" "}
          <a href="#/rule-editor">Write the first</a>.
        </Empty>
      ) : (
        <DataTable
          caption="Rules of lists"
          rows={rules}
          rowKey={([ruleId]) => ruleId}
          columns={[
            {
              title: "Rule",
              show: ([ruleId, { name }]) => (
                <a href={`#/rule-editor?id=${encodeURIComponent(ruleId)}`}>{name ?? ruleId}</a>
              ),
              csv: ([ruleId]) => ruleId,
            },
            { title: "Where", show: ([, { on }]) => placeWords(on), csv: ([, { on }]) => placeWords(on) },
            {
              title: "Does",
              show: ([, { pin = [], boost = [], hide = [] }]) =>
                [
                  pin.length === 0 ? "" : `pins ${pin.length}`,
                  ...boost.map(({ by, ...where }) => `${filterWords(where)} ×${by}`),
                  ...hide.map((where) => `hides ${filterWords(where)}`),
                ]
                  .filter(Boolean)
                  .join("; "),
              csv: ([, rule]) => JSON.stringify(rule),
            },
            {
              title: "When",
              show: ([, { schedule }]) =>
                schedule === undefined
                  ? "always"
                  : `${schedule.from ?? "now"} to ${schedule.until ?? "further notice"}`,
              csv: ([, { schedule }]) => JSON.stringify(schedule ?? null),
            },
          ]}
        />
      )}
    </Panel>
  );
}

function placeWords(on: RuleEntry["on"]): string {
  const said = Object.entries(on ?? {}).map(([name, words]) => `${name} ${[words].flat().join(" or ")}`);
  return said.length === 0 ? "every list" : said.join(", ");
}

const filterWords = (where: object): string =>
  Object.entries(where)
    .map(([name, value]) => `${humanize(name).toLowerCase()} ${[value].flat().join(" or ")}`)
    .join(" and ");
