import { intervalChart } from "@attune/charts/interval-chart";
import { escapeText } from "@attune/charts/svg-element";
import type { HoldoutAccount, ShippedAgainstHoldout } from "@attune/model/effect-experiment";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { bothWidths } from "./both-widths.ts";
import { ends, number } from "./report-numbers.ts";

interface Range {
  estimate: number;
  interval: [number, number];
}

/** What shipped tactics promised one by one against what the holdout shows of all of them, and what holding out costs. */
export function holdoutSection(
  { shipped, cost }: HoldoutAccount,
  currency: string | null,
  isReportAdjusted: boolean,
): string {
  const unit = currency ?? "units of money";
  return `<section><h2>Promised and delivered</h2>${isReportAdjusted ? plainWords : ""}${shipped.map(shippedBlock).join("")}
<h3>What holding out costs</h3><p>${cost.people.toLocaleString("en")} people are held out. In one window they would have brought ${rangeText(cost.revenue, unit)} and ${rangeText(cost.conversions, "buyers")} more, had they not been. That is the price of every figure on this page.</p></section>`;
}

const plainWords =
  '<p class="small">Here every effect is the plain difference between the groups, so that promises can be added up and held against what came of them. The effects above are adjusted by what people did before, which takes noise away: two estimates of one effect, and the adjusted one is the sharper.</p>';

function shippedBlock(account: ShippedAgainstHoldout): string {
  const { metric, tactics, leftOut, promised, shrunkPromised, delivered, factor } = account;
  const rows = tactics.map(
    ({ name, effect, share, promised: own, shrunkPromised: shrunk }) =>
      `<tr><td>${escapeText(name)}</td><td>${rangeText(effect, "")}</td><td>${number(share)}</td><td>${number(own)}</td><td>${number(shrunk)}</td></tr>`,
  );
  const sum = `<tr><td><strong>all together</strong></td><td></td><td></td><td>${number(promised)}</td><td>${number(shrunkPromised)}</td></tr>`;
  const missing = leftOut.map(
    ({ id, undetermined }) => `<li>${escapeText(id)}: ${escapeText(undetermined.reason)}</li>`,
  );
  return `<h3>${escapeText(metric)}</h3>
${chartOf(account)}
<table><thead><tr><th>tactic</th><th>effect per exposed person</th><th>exposed of all</th><th>promised per person</th><th>after shrinking</th></tr></thead><tbody>${rows.join("")}${sum}</tbody></table>
<p>The holdout shows ${rangeText(delivered, "per person")}. A promise has been worth ${rangeText(factor, "of itself")}.</p>
${missing.length === 0 ? "" : `<p>Left out, since their effect cannot be told:</p><ul>${missing.join("")}</ul>`}`;
}

/** Each tactic's part of the promise, and what came of them all. */
function chartOf({ metric, tactics, delivered }: ShippedAgainstHoldout): string {
  const rows = tactics.map(({ name, share, effect: { estimate, interval } }) => ({
    label: name,
    estimate: share * estimate,
    low: share * interval[0],
    high: share * interval[1],
    tone: "neutral" as const,
  }));
  const shown = isUndetermined(delivered)
    ? { estimate: null, low: null, high: null, note: delivered.undetermined.reason }
    : { estimate: delivered.estimate, low: delivered.interval[0], high: delivered.interval[1] };
  return bothWidths((width) =>
    intervalChart({
      width,
      title: `${metric}: promised per person by each tactic, and shown by the holdout of all`,
      format: number,
      rows: [...rows, { label: "holdout: all together", tone: "good" as const, ...shown }],
    }),
  );
}

function rangeText(range: Range | Undetermined, unit: string): string {
  if (isUndetermined(range)) return escapeText(`undetermined (${range.undetermined.reason})`);
  const amount = `${number(range.estimate)} (${ends(range.interval, number)})`;
  return unit === "" ? amount : `${amount} ${escapeText(unit)}`;
}
