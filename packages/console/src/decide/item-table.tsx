import type { Item } from "@attune/model/item";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useAct } from "../api/act.ts";
import { useMay } from "../app/session.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";
import style from "./item-table.module.css";

interface ItemTableProps {
  items: readonly Item[];
  currency: string | null;
}

/** Items with what lists heed of them, and the way to take one out of all lists and back. */
export function ItemTable({ items, currency }: ItemTableProps) {
  const mayEdit = useMay("edit");
  const change = useAct<{ changed: number }>();
  const money = (micros: number | undefined) => (micros === undefined ? "–" : formatMoney(micros / 1e6, currency));
  const units = (micros: number | undefined) => (micros === undefined ? null : micros / 1e6);
  const put = ({ itemId, available }: Item) =>
    change.mutate({ path: "/v1/catalog/items", method: "PATCH", body: { items: [{ itemId, available: !available }] } });
  const columns: Array<Column<Item>> = [
    {
      title: "Product",
      show: (item) => <Named item={item} />,
      csv: ({ name }) => name,
      csvAlso: [{ title: "Id", csv: ({ itemId }) => itemId }],
    },
    { title: "Category", show: ({ category }) => category ?? "–", csv: ({ category }) => category ?? null },
    {
      title: "Price",
      show: ({ priceMicros, salePriceMicros }) =>
        salePriceMicros === undefined ? (
          money(priceMicros)
        ) : (
          <>
            <s>{money(priceMicros)}</s> {money(salePriceMicros)}
          </>
        ),
      csv: ({ priceMicros }) => units(priceMicros),
      csvAlso: [{ title: "Sale price", csv: ({ salePriceMicros }) => units(salePriceMicros) }],
      isNumber: true,
    },
    {
      title: "Margin",
      show: (item) => {
        const margin = marginOf(item);
        return margin === null ? "–" : formatPercent(margin);
      },
      csv: marginOf,
      isNumber: true,
    },
    {
      title: "Stock",
      show: ({ stock }) => (stock === undefined ? "–" : formatCount(stock)),
      csv: ({ stock }) => stock ?? null,
      isNumber: true,
    },
    {
      title: "In lists",
      show: (item) => {
        const why = whyNotShown(item);
        return why === null ? <Pill tone="good">Shown</Pill> : <Pill tone="warn">{why}</Pill>;
      },
      csv: (item) => whyNotShown(item) ?? "shown",
    },
  ];
  const act: Column<Item> = {
    title: "Change",
    show: (item) => (
      <Button
        size="compact-sm"
        variant="default"
        loading={change.isPending && change.variables.body !== undefined && isAbout(change.variables.body, item)}
        onClick={() => put(item)}
        aria-label={`${item.available ? "Take out of all lists" : "Let into lists"}: ${item.name}`}
      >
        {item.available ? "Take out of lists" : "Let into lists"}
      </Button>
    ),
  };
  return (
    <>
      <DataTable
        caption="Items of the catalogue"
        rows={items}
        rowKey={({ itemId }) => itemId}
        columns={mayEdit ? [...columns, act] : columns}
      />
      {change.error ? <Trouble error={change.error} /> : null}
    </>
  );
}

const isAbout = (body: object, { itemId }: Item): boolean =>
  (body as { items: Array<{ itemId: string }> }).items[0]?.itemId === itemId;

function Named({ item: { itemId, name, url, imageUrl, brand } }: { item: Item }) {
  const [isMissing, setMissing] = useState(false);
  return (
    <span className={style.named}>
      {imageUrl === undefined || isMissing ? null : (
        <img className={style.picture} src={imageUrl} alt="" loading="lazy" onError={() => setMissing(true)} />
      )}
      <span>
        {url === undefined ? name : <a href={url}>{name}</a>}
        <span className={`${form.hint} ${style.hint}`}>{[brand, itemId].filter(Boolean).join(", ")}</span>
      </span>
    </span>
  );
}

/** Of what is paid now, before tax is told apart; null where the price or the cost is not known. */
function marginOf({ priceMicros, salePriceMicros, costMicros }: Item): number | null {
  const price = salePriceMicros ?? priceMicros;
  return price === undefined || price === 0 || costMicros === undefined ? null : (price - costMicros) / price;
}

/** Why no list holds it; null: lists may. */
function whyNotShown({ available, stock, variants }: Item): string | null {
  if (!available) return "Taken out";
  if (stock === 0) return "Sold out";
  const isAnyLeft = variants?.some((variant) => variant.available && variant.stock !== 0) ?? true;
  return isAnyLeft || variants?.length === 0 ? null : "All variants sold out";
}
