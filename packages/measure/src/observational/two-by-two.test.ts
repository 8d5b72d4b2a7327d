import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { expectClose, expectPublished, readCsv } from "../reference.suite.ts";
import { balancedPanel } from "./panel.ts";
import { readColumns } from "./read-columns.suite.ts";
import { type TwoByTwo, twoByTwo } from "./two-by-two.ts";
import { twoWayFixedEffects } from "./two-way-fixed-effects.ts";

const cardKrueger = readCsv("card-krueger-1994/njmin3.csv");

describe.skipIf(cardKrueger === null)("twoByTwo on Card and Krueger (1994)", () => {
  const rows = (cardKrueger ?? []).filter((row) => row.fte !== "" && row.fte !== "NA");
  const column = (name: string) => rows.map((row) => Number(row[name]));
  const data = {
    outcome: Float64Array.from(column("fte")),
    treated: Uint8Array.from(column("nj")),
    post: Uint8Array.from(column("d")),
    covariates: [],
    clusters: null,
  };
  const found = twoByTwo(data) as TwoByTwo;

  it("gives the four means and 2.75 jobs", () => {
    expect(data.outcome).toHaveLength(794);
    expect(found.counts).toEqual([
      [77, 77],
      [321, 319],
    ]);
    [23.331169, 21.165584, 20.439408, 21.027429].forEach((mean, i) => {
      expectClose(found.means.flat()[i], mean, 1e-7);
    });
    expectClose(found.estimates[0]!.estimate as number, 2.75360578298);
  });

  it("is the interaction of the regression, with its published error", () => {
    expectClose(found.estimates[1]!.estimate as number, 2.75360578298);
    expectPublished(found.estimates[1]!.standardError as number, 1.6884091, 7);
  });

  it("is undetermined without rows in one of the four cells", () => {
    expect(twoByTwo({ ...data, post: data.post.map(() => 1) })).toMatchObject({ undetermined: { code: "empty-cell" } });
  });
});

const mpdta = readColumns("mpdta-staggered-did/mpdta.csv", ["countyreal", "year", "lemp", "first.treat"]);

describe.skipIf(mpdta === null)("twoWayFixedEffects on mpdta", () => {
  it("gives -0.0365", () => {
    const [unit, time, outcome, first] = mpdta!.map((column) => column.values);
    const panel = balancedPanel({ unit: Array.from(unit!, String), time: time!, outcome: outcome! });
    if (isUndetermined(panel)) throw new Error(panel.undetermined.reason);
    const groupOf = Float64Array.from(panel.units, (_, i) => first![panel.rowOf[i * 5]!]! || Number.POSITIVE_INFINITY);
    expectClose(twoWayFixedEffects(panel, groupOf).estimate as number, -0.03654893667, 1e-9);
  });
});
