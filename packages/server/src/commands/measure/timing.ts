import type { Json } from "@attune/model/json";
import type { TimingReport } from "@attune/model/timing-report";
import { isUndetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { assumptionsText, groupEffectsText, orderText } from "./group-effects-text.ts";
import { responseCommand } from "./response-command.ts";

/** `attune measure timing`: a tactic's effect by delay since a signal, by dose, by order of touches. */
export function measureTimingCommand(environment: Environment): Command {
  return responseCommand(environment, {
    name: "timing",
    description:
      "How a tactic's effect hangs on the delay since a signal, on the number of touches and on their order.",
    path: "/v1/measure/timing",
    example: 'measure timing --tactic cart-reminder --signal "Product Added"',
    print: timingText,
  }).option("--signal <event>", 'the event whose time before the first touch is the delay (default "Product Viewed")');
}

function timingText(answer: Json): string {
  const { narrative, delay, variants, dose, sinceFirst, order, assumptions, sensitivity } =
    answer as unknown as TimingReport;
  return [
    narrative,
    ...groupEffectsText(delay),
    ...(isUndetermined(variants) ? [] : groupEffectsText(variants)),
    ...groupEffectsText(dose),
    ...groupEffectsText(sinceFirst),
    ...orderText(order),
    ...assumptionsText(assumptions),
    "",
    String(sensitivity.inWords),
  ].join("\n");
}
