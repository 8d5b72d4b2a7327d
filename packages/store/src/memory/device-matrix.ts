import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy, sumMicros } from "./analytics-rows.ts";
import { assignedPeople } from "./assigned-arms.ts";
import { inKeyOrder } from "./in-key-order.ts";

/** Twin of `sql/device-matrix.sql.ts`. */
export function deviceMatrix(rows: AnalyticsRows, { tacticId, windowMs }: Record<string, Json>): AnswerRow[] {
  const cells = assignedPeople(rows, String(tacticId)).flatMap(({ arm, startAt, startDevice, events }) => {
    const person = {
      arm,
      exposureDevice: startDevice,
      linked: events.some(({ identified }) => identified === 1) ? 1 : 0,
    };
    const orders = events.filter(
      ({ at, moneyKind }) => moneyKind === "order" && at >= startAt && at < startAt + Number(windowMs),
    );
    return [
      { ...person, orderDevice: "", isPeople: 1, orders: [] },
      ...[...groupBy(orders, ({ device }) => device)].map(([orderDevice, own]) => ({
        ...person,
        orderDevice,
        isPeople: 0,
        orders: own,
      })),
    ];
  });
  const keyOf = (cell: (typeof cells)[number]) =>
    [cell.arm, cell.exposureDevice, cell.isPeople, cell.orderDevice, cell.linked].join("\0");
  return inKeyOrder(
    [...groupBy(cells, keyOf).values()].map((group) => {
      const { arm, exposureDevice, orderDevice, linked, isPeople } = group[0]!;
      const orders = group.flatMap((cell) => cell.orders);
      return {
        arm,
        exposureDevice,
        orderDevice,
        linked,
        isPeople,
        people: `${group.length}`,
        orders: `${orders.length}`,
        amountMicros: `${sumMicros(orders, "order")}`,
      };
    }),
    ["arm", "exposureDevice", "isPeople", "orderDevice", "linked"],
  );
}
