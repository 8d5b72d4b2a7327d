import type { DecidedItem } from "@attune/model/decision";
import type { ReactNode } from "react";
import { useItem } from "../api/items.ts";
import { useBusiness } from "../api/system.ts";
import { formatMoney } from "../format/money.ts";
import style from "./item-card.module.css";

interface ItemCardProps {
  item: DecidedItem;
  rank: number;
  /** What can be done with it. */
  children?: ReactNode;
}

/** A product of a list: what it is, by which id, what it costs, and why it stands there. */
export function ItemCard({ item: { itemId, reason }, rank, children }: ItemCardProps) {
  const { data } = useItem(itemId);
  const currency = useBusiness().data?.currency ?? null;
  const facts = [
    itemId,
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
        {children}
      </span>
    </li>
  );
}
