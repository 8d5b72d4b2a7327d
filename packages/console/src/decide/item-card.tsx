import type { DecidedItem } from "@attune/model/decision";
import { useItem } from "../api/items.ts";
import { useBusiness } from "../api/system.ts";
import { formatMoney } from "../format/money.ts";
import style from "./item-card.module.css";

/** A product of a list: what it is, what it costs, and why it stands there. */
export function ItemCard({ item: { itemId, reason }, rank }: { item: DecidedItem; rank: number }) {
  const { data } = useItem(itemId);
  const currency = useBusiness().data?.currency ?? null;
  const facts = [
    data?.category,
    data?.brand,
    data?.priceMicros == null ? null : formatMoney(data.priceMicros / 1e6, currency),
  ].filter(Boolean);
  return (
    <li className={style.item}>
      <span className={style.rank}>{rank}</span>
      <span className={style.what}>
        <span className={style.name}>{data?.name ?? itemId}</span>
        <span className={style.soft}>{facts.join(", ")}</span>
        <span className={style.why}>{reason}</span>
      </span>
    </li>
  );
}
