import type { Engine } from "@attune/engine/runtime/engine";
import { unlinkedBias } from "@attune/measure/experiment/unlinked-devices";
import type { DeviceCell, DeviceReport } from "@attune/model/effect-experiment";
import type { Json } from "@attune/model/json";
import { isUndetermined, undetermined } from "@attune/model/undetermined";
import type { Population } from "./metric-question.ts";
import { unitsOf } from "./money-units.ts";

const dayMs = 24 * 3_600_000;

type Row = Record<string, Json>;

/** Devices of exposure against devices of order, and what devices that were never linked may hide. */
export async function deviceReport(engine: Engine, { tacticId, windowDays }: Population): Promise<DeviceReport> {
  const rows = await engine.stores.analytics.query("device-matrix", { tacticId, windowMs: windowDays * dayMs });
  const people = rows.filter(({ isPeople }) => isPeople === 1);
  const orders = rows.filter(({ isPeople }) => isPeople === 0);
  const total = sum(people, "people");
  return {
    cells: cellsOf(people, orders),
    unlinkedShare:
      total === 0
        ? undetermined("no-people", "Nobody is in these groups yet.")
        : sum(people.filter(isUnlinked), "people") / total,
    bias: biasOf(orders),
  };
}

function cellsOf(people: readonly Row[], orders: readonly Row[]): DeviceCell[] {
  const keys = [...new Map(people.map((row) => [`${row.arm}\0${row.exposureDevice}`, row])).values()];
  return keys.map(({ arm, exposureDevice }) => {
    const inCell = (row: Row) => row.arm === arm && row.exposureDevice === exposureDevice;
    const own = orders.filter(inCell);
    return {
      arm: String(arm),
      exposureDevice: String(exposureDevice),
      people: sum(people.filter(inCell), "people"),
      orders: [...new Set(own.map(({ orderDevice }) => String(orderDevice)))].map((device) => {
        const onDevice = own.filter(({ orderDevice }) => orderDevice === device);
        const micros = onDevice.reduce((total, { amountMicros }) => total + BigInt(String(amountMicros)), 0n);
        return { device, people: sum(onDevice, "people"), orders: sum(onDevice, "orders"), revenue: unitsOf(micros) };
      }),
    };
  });
}

function biasOf(orders: readonly Row[]): DeviceReport["bias"] {
  const known = orders.filter(({ exposureDevice, orderDevice }) => exposureDevice !== "" && orderDevice !== "");
  const isSame = ({ exposureDevice, orderDevice }: Row) => exposureDevice === orderDevice;
  const linked = known.filter((row) => !isUnlinked(row));
  const bias = unlinkedBias({
    linkedSame: sum(linked.filter(isSame), "orders"),
    linkedOther: sum(
      linked.filter((row) => !isSame(row)),
      "orders",
    ),
    unlinked: sum(known.filter(isUnlinked), "orders"),
  });
  if (isUndetermined(bias)) return bias;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return {
    otherDeviceShare: { estimate: bias.otherDeviceShare, interval: bias.interval },
    missedOrders: { estimate: bias.missedShare, interval: bias.missedInterval },
    factor: { estimate: bias.factor, interval: bias.factorInterval },
    message: `Of the orders of people whose devices are linked, ${percent(bias.otherDeviceShare)} were on another device than the first exposure. If people who never signed in change devices as often, ${percent(bias.missedShare)} of all orders are not seen as theirs, and effects on orders are too small by that share; they change less, if anything, so it is at most that.`,
  };
}

function isUnlinked({ linked }: Row): boolean {
  return linked === 0;
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}
