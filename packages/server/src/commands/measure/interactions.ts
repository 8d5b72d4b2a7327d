import type { InteractionReport } from "@attune/model/interaction-report";
import type { Json } from "@attune/model/json";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { assumptionsText, effectText, groupEffectsText, orderText } from "./group-effects-text.ts";
import { responseCommand } from "./response-command.ts";

/** `attune measure interactions`: what else a tactic's effect hangs on, so that it is not overstated. */
export function measureInteractionsCommand(environment: Environment): Command {
  return responseCommand(environment, {
    name: "interactions",
    description:
      "A tactic's effect by price sensitivity, stock, devices and other tactics, and what of its revenue is new.",
    tactic: "the tactic, which must have a holdout",
    path: "/v1/measure/interactions",
    example: "measure interactions --tactic popular-picks",
    print: interactionsText,
  }).option(
    "--sold-out <event>",
    'the event that says that what was looked at cannot be bought (default "Product Unavailable")',
  );
}

function interactionsText(answer: Json): string {
  const report = answer as unknown as InteractionReport;
  const { incremental, inTouchedVisits, elsewhere, afterWindow } = report.cannibalization;
  return [
    report.narrative,
    ...groupEffectsText(report.priceSensitivity),
    ...groupEffectsText(report.stockState),
    ...groupEffectsText(report.otherTactics),
    ...orderText(report.pairs),
    "",
    "Exposed on, ordered on",
    ...report.devices.map(({ exposedOn, orderedOn, effect }) => `  ${exposedOn}, ${orderedOn}  ${effectText(effect)}`),
    ...groupEffectsText(report.saturation),
    "",
    "Revenue a person",
    `  all in the window      ${effectText(incremental)}`,
    `  in touched visits      ${effectText(inTouchedVisits)}`,
    `  elsewhere              ${effectText(elsewhere)}`,
    `  in the window after    ${effectText(afterWindow)}`,
    ...assumptionsText(report.assumptions),
    "",
    String(report.sensitivity.inWords),
  ].join("\n");
}
