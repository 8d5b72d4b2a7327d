import { intervalChart } from "@attune/charts/interval-chart";
import { escapeText } from "@attune/charts/svg-element";
import type { ConsistencyReport } from "@attune/model/effect-experiment";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { bothWidths } from "./both-widths.ts";
import { ends, percent } from "./report-numbers.ts";

const levelNames: Record<ConsistencyReport["levels"][number]["level"], string> = {
  "one-place": "on one only",
  consistent: "on several, always alike",
  conflicting: "on several, with a conflict",
};

/** Whether channels, and whether devices, showed people the same; and how people of each level bought, beside the holdout. */
export function consistencySection(reports: readonly ConsistencyReport[]): string {
  if (reports.length === 0) return "";
  return `<section class="detail"><h2>Consistency</h2>${reports.map(acrossBlock).join("")}
<p class="small">Not causal: on how many channels and devices people are met is their own choice.</p></section>`;
}

function acrossBlock({ across, score, scoreOfSharedDays, sharedDays, personDays, levels }: ConsistencyReport): string {
  const rows = levels.map(({ level, people, conversionRate, effect }) => {
    const against = isUndetermined(effect)
      ? escapeText(effect.undetermined.reason)
      : `${percent(effect.estimate)} (${ends(effect.interval, (end) => percent(end))})`;
    return `<tr><td>${levelNames[level]}</td><td>${people.toLocaleString("en")}</td><td>${shareText(conversionRate)}</td><td>${against}</td></tr>`;
  });
  const chart = bothWidths((width) =>
    intervalChart({
      width,
      title: `Conversion against the holdout, by consistency across ${across}s`,
      format: (value) => percent(value, 1),
      rows: levels.map(({ level, effect }) =>
        isUndetermined(effect)
          ? {
              label: levelNames[level],
              estimate: null,
              low: null,
              high: null,
              tone: "neutral",
              note: effect.undetermined.reason,
            }
          : {
              label: levelNames[level],
              estimate: effect.estimate,
              low: effect.interval[0],
              high: effect.interval[1],
              tone: "neutral",
            },
      ),
    }),
  );
  return `<h3>Across ${across}s</h3><p>Of ${personDays.toLocaleString("en")} person-days ${shareText(score)} were without a conflict; of the ${sharedDays.toLocaleString("en")} on which a placement was seen on several ${across}s ${shareText(scoreOfSharedDays)}.</p>
${rows.length === 0 ? "" : `${chart}<table><thead><tr><th>people met</th><th>people</th><th>conversion rate</th><th>against the holdout</th></tr></thead><tbody>${rows.join("")}</tbody></table>`}`;
}

function shareText(share: number | Undetermined): string {
  return isUndetermined(share) ? escapeText(`undetermined (${share.undetermined.reason})`) : percent(share);
}
