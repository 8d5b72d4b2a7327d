import { describe, expect, it } from "vitest";
import { createRng } from "../rng.ts";
import { createRowScan, plainByteRows } from "./best-rows.ts";

/** All scores, sorted. */
function byHand(rows: Float32Array, query: Float32Array, d: number, limit: number): number[] {
  const scores = Array.from({ length: rows.length / d }, (_, row) => {
    let score = 0;
    for (let k = 0; k < d; k++) score += query[k]! * rows[row * d + k]!;
    return { row, score };
  });
  return scores
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, limit)
    .map(({ row }) => row);
}

describe("createRowScan", () => {
  it.each([16, 64])(
    "finds exactly what sorting all scores finds, ties and tiny differences included: %d dimensions",
    (d) => {
      const rng = createRng(d);
      const rows = Float32Array.from({ length: 3_000 * d }, () => rng.normal());
      // Rows that bytes cannot tell apart, and rows that are equal.
      for (let copy = 0; copy < 200; copy++) {
        for (let k = 0; k < d; k++) rows[copy * d + k] = rows[k]! + (copy % 3 === 0 ? 0 : 1e-5 * rng.normal());
      }
      const scan = createRowScan(rows, d);
      const plain = createRowScan(rows, d, plainByteRows);
      for (let asked = 0; asked < 5; asked++) {
        const query = asked === 0 ? rows.slice(0, d) : Float32Array.from({ length: d }, () => rng.normal());
        const expected = byHand(rows, query, d, 20);
        expect([...scan.best(query, 20).rows]).toEqual(expected);
        expect([...plain.best(query, 20).rows]).toEqual(expected);
      }
    },
  );

  it("rows of zeros, a query of zeros, more asked than there are", () => {
    const rows = new Float32Array(3 * 16);
    rows[16] = 2;
    const query = new Float32Array(16);
    const scan = createRowScan(rows, 16);
    expect([...scan.best(query, 5).rows]).toEqual([0, 1, 2]);
    query[0] = 1;
    const best = scan.best(query, 2);
    expect([...best.rows]).toEqual([1, 0]);
    expect([...best.scores]).toEqual([2, 0]);
    expect(createRowScan(new Float32Array(0), 16).best(query, 3).rows.length).toBe(0);
  });
});
