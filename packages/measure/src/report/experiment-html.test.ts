import { describe, expect, it } from "vitest";
import { createCsvExperimentReader } from "../table/experiment-from-csv.ts";
import { parseMetricSpec } from "../table/metric-spec.ts";
import { experimentHtml } from "./experiment-html.ts";
import type { MoneyAssumptions } from "./money-section.ts";

function page(money?: MoneyAssumptions): string {
  const reader = createCsvExperimentReader({
    unit: "id",
    variant: "arm",
    segments: ["device"],
    metrics: ["conversion=bought", "spend=spend", "aov=spend/bought"].map((text, i) => ({
      ...parseMetricSpec(text),
      ...(i === 1 ? { covariate: "before", margin: 1 } : {}),
    })),
    date: "at",
    stages: ["viewed", "bought"],
    plannedUnits: 6000,
    earlierLooks: [1500],
    options: { control: "<old>", winsorize: 0.99, method: "group-sequential" },
  });
  reader.push("id,arm,bought,spend,before,device,at,viewed\n");
  for (let i = 0; i < 3000; i++) {
    const bought = i % 20 < (i % 2 === 0 ? 6 : 4) ? 1 : 0;
    reader.push(
      `${i},${i % 2 === 0 ? "<old>" : "new"},${bought},${bought * (5 + (i % 9))},${i % 13},${i % 3 === 0 ? "phone" : "desktop"},2026-03-${10 + Math.floor(i / 300)}T10:00:00Z,${i % 20 < 12 ? 1 : 0}\n`,
    );
  }
  return experimentHtml(reader.finish({ data: "shop & co.csv", sha256: "abc" }), money);
}

describe("experimentHtml", () => {
  it("follows the reading order: decision, checks, primary metric, guardrails, others, segments, adjustment, money, threats, appendix", () => {
    const html = page();
    const titles = [...html.matchAll(/<h[12]>([^<]+)<\/h[12]>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      "Stop it: the first metric is worse.",
      "Can it be trusted?",
      "Primary metric",
      "Guardrails",
      "Other metrics",
      "Over time",
      "Where in the funnel",
      "Segments",
      "Adjusted and unadjusted",
      "Money",
      "Threats to validity",
      "Appendix",
      "Segments of the other metrics",
    ]);
  });

  it("needs nothing from elsewhere, escapes names, and holds no broken number", () => {
    const html = page();
    expect(html).not.toMatch(/<script|<link|src=|https?:\/\/(?!www\.w3\.org)/);
    expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(html).not.toContain("<old>");
    expect(html).toContain("shop &amp; co.csv");
    expect(page()).toBe(html);
  });

  it("counts no visits as money: of metrics that tell their unit, only currency", () => {
    const reader = createCsvExperimentReader({
      unit: null,
      variant: "arm",
      segments: [],
      metrics: (["count", "currency"] as const).map((unit) => ({ ...parseMetricSpec(`in ${unit}=y:mean`), unit })),
      options: { control: "a" },
    });
    reader.push(`arm,y\n${Array.from({ length: 40 }, (_, i) => `${i % 2 === 0 ? "a" : "b"},${i % 7}`).join("\n")}\n`);
    const html = experimentHtml(reader.finish({ data: "x.csv", sha256: "" }), { currency: "EUR" });
    const money = html.slice(html.indexOf("<h2>Money"), html.indexOf("<h2>Threats"));
    expect(money).toContain("in currency");
    expect(money).not.toContain("in count");
  });

  it("tells a year's money with what it assumes: from the days seen, or as told, with the discount of past promises", () => {
    // 3,000 people in ten days.
    expect(page()).toContain("A year is taken to bring 109,575 units (as many a day as in these 10 days)");
    const told = page({ unitsPerYear: 1_000, currency: "EUR", discount: 0.5 });
    expect(told).toContain("in EUR: in nine of ten cases");
    expect(told).toContain("bring 1,000 units (as told)");
    const of = (label: string) =>
      told
        .match(new RegExp(`<td>${label}</td>(?:<td>[^<]+</td>){3}`))![0]
        .match(/-?[\d.,]+(?=<\/td>)/g)!
        .slice(-3);
    const [thousand, year] = [of("per 1,000 units"), of("per year")].map((cells) =>
      cells.map((cell) => Number(cell.replaceAll(",", ""))),
    );
    for (const [i, value] of year!.entries()) expect(value / thousand![i]!).toBeCloseTo(0.5, 2);
  });
});
