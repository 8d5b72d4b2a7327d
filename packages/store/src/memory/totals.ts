import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, personOf, sumMicros } from "./analytics-rows.ts";

/** Twin of `sql/totals.sql.ts`. */
export function totals(rows: AnalyticsRows, { fromDay, toDay }: Record<string, Json>): AnswerRow[] {
  const ofPeople = rows.events.filter(({ actor }) => actor === "person");
  const inRange = ofPeople.filter(
    ({ day }) => (fromDay === null || day >= Number(fromDay)) && (toDay === null || day <= Number(toDay)),
  );
  const customers = new Set(
    inRange
      .filter(({ moneyKind, name }) => moneyKind !== "" || name === "Stock Adjusted")
      .map(({ profileId }) => personOf(rows, profileId)),
  );
  const identified = new Set(
    ofPeople.filter((row) => row.identified === 1).map(({ profileId }) => personOf(rows, profileId)),
  );
  const times = inRange.map(({ at }) => at).sort((a, b) => a - b);
  return [
    {
      customers: `${customers.size}`,
      identifiedCustomers: `${[...customers].filter((person) => identified.has(person)).length}`,
      orders: `${inRange.filter(({ moneyKind }) => moneyKind === "order").length}`,
      refunds: `${inRange.filter(({ moneyKind }) => moneyKind === "refund").length}`,
      grossMicros: `${sumMicros(inRange, "order")}`,
      refundedMicros: `${sumMicros(inRange, "refund")}`,
      adjustmentMicros: `${sumMicros(inRange, "adjustment")}`,
      firstEventAt: textOrNull(times[0]),
      lastEventAt: textOrNull(times.at(-1)),
    },
  ];
}

function textOrNull(value: number | undefined): string | null {
  return value === undefined ? null : `${value}`;
}
