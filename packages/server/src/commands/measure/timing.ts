import type { Json } from "@attune/model/json";
import type { TimingReport } from "@attune/model/timing-report";
import { isUndetermined } from "@attune/model/undetermined";
import { type Command, Option } from "commander";
import type { Environment } from "../../environment.ts";
import { assumptionsText, groupEffectsText, orderText } from "./group-effects-text.ts";
import { responseCommand } from "./response-command.ts";

/** `attune measure timing`: a tactic's effect by delay since a signal, by dose, by order of touches. */
export function measureTimingCommand(environment: Environment): Command {
  return responseCommand(environment, {
    name: "timing",
    description:
      "How a tactic's effect hangs on the delay since a signal, on the number of touches and on their order.",
    tactic: "the tactic; without a holdout its visits are compared",
    path: "/v1/measure/timing",
    example: 'measure timing --tactic cart-reminder --signal "Product Added"',
    print: timingText,
  })
    .option("--signal <event>", 'the event whose time before the first touch is the delay (default "Product Viewed")')
    .addOption(
      new Option(
        "--comparison <group>",
        "with the held out, or with visits in which it was not shown (default: the holdout, where there is one)",
      ).choices(["holdout", "unexposed"]),
    );
}

function timingText(answer: Json): string {
  const { narrative, design, delay, variants, dose, sinceFirst, order, assumptions, sensitivity } =
    answer as unknown as TimingReport;
  const arms = design === "visits" ? (["touched", "untouched"] as const) : undefined;
  return [
    narrative,
    ...groupEffectsText(delay, arms),
    ...(isUndetermined(variants) ? [] : groupEffectsText(variants)),
    ...groupEffectsText(dose, arms),
    ...groupEffectsText(sinceFirst, arms),
    ...orderText(order, design === "visits" ? "chance decided neither" : "both by chance"),
    ...assumptionsText(assumptions),
    "",
    String(sensitivity.inWords),
  ].join("\n");
}
