import type { OfferAccount, OfferEntry } from "@attune/model/offer";
import { useGet } from "../api/get.ts";
import { usePlaybookText } from "../api/playbook.ts";
import { entryAt } from "../decide/with-entry.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

interface Accounts {
  currency: string | null;
  offers: OfferAccount[];
}

export default function Offers() {
  const accounts = useGet<Accounts>("/v1/offers", 15_000);
  const playbook = usePlaybookText();
  const declared = entryAt<Record<string, OfferEntry>>(playbook.data?.text ?? "", ["offers"]) ?? {};
  return (
    <Page
      title="Offers"
      lead="What is promised, to how many, and what it costs. The same promise with the same end in every channel; nobody new is given one whose budget is used."
      actions={
        <LinkButton href="#/offer-editor" isMain>
          New offer
        </LinkButton>
      }
    >
      <Panel title="All offers">
        <Answer query={accounts} lines={5}>
          {({ offers, currency }) =>
            offers.length === 0 ? (
              <Empty title="No offers yet">
                An offer has a discount, a code and an end for each person; a tactic or a message gives it.{" "}
                <a href="#/offer-editor">Declare the first</a>, with a budget.
              </Empty>
            ) : (
              <OfferTable offers={offers} currency={currency} declared={declared} />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

interface OfferTableProps extends Accounts {
  declared: Record<string, OfferEntry>;
}

function OfferTable({ offers, currency, declared }: OfferTableProps) {
  const money = (micros: number) => formatMoney(micros / 1e6, currency);
  return (
    <DataTable
      caption="Offers and their budgets"
      rows={offers}
      rowKey={({ offerId }) => offerId}
      columns={[
        {
          title: "Offer",
          show: ({ offerId, name }) => <a href={`#/offer-editor?id=${encodeURIComponent(offerId)}`}>{name}</a>,
          csv: ({ name }) => name,
        },
        {
          title: "Code",
          show: ({ offerId }) => <code>{declared[offerId]?.code ?? offerId}</code>,
          csv: ({ offerId }) => declared[offerId]?.code ?? offerId,
        },
        {
          title: "State",
          show: ({ isUsedUp, budget }) =>
            isUsedUp ? (
              <Pill tone="warn">Used up</Pill>
            ) : (
              <Pill tone="good">{budget === null ? "No budget set" : "Given"}</Pill>
            ),
          csv: ({ isUsedUp }) => (isUsedUp ? "used up" : "given"),
        },
        {
          title: "People",
          show: ({ people, budget }) =>
            `${formatCount(people)}${budget?.people === undefined ? "" : ` of ${formatCount(budget.people)}`}`,
          csv: ({ people }) => people,
          isNumber: true,
        },
        { title: "Still open", show: ({ open }) => formatCount(open), csv: ({ open }) => open, isNumber: true },
        {
          title: "Redeemed",
          show: ({ redemptions }) => formatCount(redemptions),
          csv: ({ redemptions }) => redemptions,
          isNumber: true,
        },
        {
          title: "Taken off",
          show: ({ spentMicros, budget }) =>
            `${money(spentMicros)}${budget?.amountMicros === undefined ? "" : ` of ${money(budget.amountMicros)}`}`,
          csv: ({ spentMicros }) => spentMicros / 1e6,
          isNumber: true,
        },
        {
          title: "Still promised",
          show: ({ promisedMicros }) =>
            promisedMicros === null ? "open: a percentage without a most" : money(promisedMicros),
          csv: ({ promisedMicros }) => (promisedMicros === null ? null : promisedMicros / 1e6),
          isNumber: true,
        },
      ]}
    />
  );
}
