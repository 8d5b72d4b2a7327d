import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { purchaseLog } from "../lifetime/purchase-log.ts";
import { cohortReport } from "./cohort-report.ts";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const options = { unit: "month" as const, asOfDay: null, horizon: 6, discountRate: 0.1, margin: 0.5 };

function logOf(rows: readonly (readonly [customer: string, date: string, amount: number])[]) {
  const log = purchaseLog(
    {
      customer: rows.map(([customer]) => customer),
      day: Int32Array.from(rows, ([, date]) => day(date)),
      amount: Float64Array.from(rows, ([, , amount]) => amount),
      line: Uint32Array.from(rows.keys()),
    },
    "refuse",
  );
  if ("line" in log) throw new Error(log.reason);
  return log;
}

const everybody = [{ by: "all", value: "all", members: null }];

describe("cohortReport", () => {
  it("counts who bought again, month by month of the calendar, among those for whom the month is over", () => {
    const log = logOf([
      ["ada", "2026-01-31", 10],
      ["ada", "2026-02-01", 20],
      ["ada", "2026-02-20", 5],
      ["bob", "2026-01-02", 7],
      ["cy", "2026-02-10", 3],
      ["bob", "2026-03-31", 9],
    ]);
    const { groups, asOf } = cohortReport(log, everybody, options, createRng("1"));
    expect(asOf).toBe("2026-03-31");
    const [january, february] = groups[0]!.cohorts;
    expect(january).toMatchObject({
      cohort: "2026-01",
      customers: 2,
      firstRevenue: 17,
      observed: [
        { period: 1, customers: 2, active: 1, retention: 0.5, revenue: 25 },
        { period: 2, customers: 2, active: 1, retention: 0.5, revenue: 9 },
      ],
    });
    expect(february!.observed).toEqual([{ period: 1, customers: 1, active: 0, retention: 0, revenue: 0 }]);
    expect(groups[0]!.retention.slice(0, 2)).toMatchObject([
      { period: 1, customers: 3, active: 1, retention: 1 / 3 },
      { period: 2, customers: 2, active: 1, retention: 0.5 },
    ]);
  });

  it("tells retention with the interval of a plain share where all are alike, though α and β run away together", () => {
    // Each of 200 buys in one of the four months after the first: more alike than by chance, so BG/BB ends where everybody has the same chance, 200 of 800.
    const months = ["02", "03", "04", "05"];
    const log = logOf([
      ...Array.from({ length: 200 }, (_, i) => [`c${i}`, "2026-01-10", 10 + (i % 5)] as const),
      ...Array.from({ length: 200 }, (_, i) => [`c${i}`, `2026-${months[i % 4]}-10`, 10 + (i % 7)] as const),
      ["c0", "2026-05-31", 10],
    ]);
    const [first] = cohortReport(log, everybody, options, createRng("1")).groups[0]!.retention;
    const share = 201 / 800;
    // On the logit, by hand: 1.96/√(n·p·q).
    const half = 1.959964 / Math.sqrt(800 * share * (1 - share));
    const end = (sign: number) => 1 / (1 + Math.exp(-(Math.log(share / (1 - share)) + sign * half)));
    expect(first!.fitted).toBeCloseTo(share, 2);
    expect(Math.abs(first!.interval![0] - end(-1))).toBeLessThan(0.003);
    expect(Math.abs(first!.interval![1] - end(1))).toBeLessThan(0.003);
  });

  it("fits nothing to a few people, and says so", () => {
    const log = logOf([["ada", "2026-01-31", 10]]);
    const { groups } = cohortReport(log, everybody, options, createRng("1"));
    expect(groups[0]!.model).toMatchObject({ undetermined: { code: "too-few-customers" } });
  });

  it("recovers the retention that shoppers were drawn with, and projects those who keep buying above those who do not", () => {
    // Of 600 customers half stay for ever and buy with probability 0.6 a month, half never come back.
    const rng = createRng("cohort");
    const rows: [string, string, number][] = [];
    for (let i = 0; i < 600; i++) {
      rows.push([`c${i}`, "2025-01-15", 20]);
      if (i % 2 === 1) continue;
      for (let month = 2; month <= 12; month++) {
        if (rng.uniform() < 0.6)
          rows.push([`c${i}`, `2025-${String(month).padStart(2, "0")}-15`, 10 + 20 * rng.uniform()]);
      }
    }
    const stay = new Set(rows.filter(([, date]) => date !== "2025-01-15").map(([customer]) => customer));
    const groups = [...everybody, { by: "arm", value: "stay", members: stay }];
    const report = cohortReport(logOf(rows), groups, { ...options, asOfDay: day("2025-12-31") }, createRng("1"));
    const [all, stayers] = report.groups;
    // 300 of 600 buy with probability 0.6 in each month.
    for (const { retention, fitted } of all!.retention.slice(0, 11)) {
      expect(Math.abs(retention! - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 600));
      expect(Math.abs(fitted! - 0.3)).toBeLessThan(0.04);
    }
    const next = all!.cohorts[0]!.projected[0]!;
    expect(Math.abs(next.active - 180)).toBeLessThan(15);
    expect(Math.abs(next.revenue! / next.active - 20)).toBeLessThan(2);
    if (isUndetermined(stayers!.worth) || isUndetermined(all!.worth)) throw new Error("undetermined");
    expect(stayers!.worth.predictedPerCustomer).toBeGreaterThan(1.9 * all!.worth.predictedPerCustomer);
    // Six months at 0.6 purchases of 20 and a margin of one half, discounted a little.
    expect(stayers!.worth.predictedPerCustomer).toBeGreaterThan(32);
    expect(stayers!.worth.predictedPerCustomer).toBeLessThan(37);
  });

  it("whatever amounts of the few who return say, nobody is worth less than was paid", () => {
    // Forty buy once; five return, and pay from 1 to 10,000: nothing is known of what the others would pay.
    const rows: [string, string, number][] = Array.from({ length: 40 }, (_, i) => [`c${i}`, "2025-01-15", 100]);
    for (let i = 0; i < 5; i++) rows.push([`c${i}`, "2025-02-10", 10 ** i], [`c${i}`, "2025-03-10", 10 ** i]);
    const [all] = cohortReport(
      logOf(rows),
      everybody,
      { ...options, asOfDay: day("2025-06-30") },
      createRng("1"),
    ).groups;
    if (isUndetermined(all!.worth)) expect(all!.worth.undetermined.code).toBe("no-mean");
    else if (!isUndetermined(all!.worth.interval))
      expect(all!.worth.interval[0]).toBeGreaterThan(all!.worth.observedPerCustomer);
  });
});
