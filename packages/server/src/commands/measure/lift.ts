import type { Comparison } from "@attune/measure/experiment/compare-means";
import { compareProportions } from "@attune/measure/experiment/compare-proportions";
import { isUndetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";

interface Count {
  successes: number;
  n: number;
}

/** `attune measure lift`: the calculator. It needs no engine. */
export function measureLiftCommand(environment: Environment): Command {
  return new Command("lift")
    .description("Lift and effect of two conversion counts, each with its 95 % interval.")
    .requiredOption("--control <conversions/visitors>", "such as 200/10000", count)
    .requiredOption("--personalized <conversions/visitors>", "such as 300/10000", count)
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  $ attune measure lift --control 200/10000 --personalized 300/10000\n")
    .action(({ control, personalized, json }: { control: Count; personalized: Count; json?: true }) => {
      const { lift, effect } = compareProportions(personalized, control);
      const answer = { schema: "attune.measure.lift/1", lift, effect };
      environment.stdout.write(`${json === true ? JSON.stringify(answer) : liftText({ lift, effect })}\n`);
    });
}

function liftText({ lift, effect }: Comparison): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const relative = isUndetermined(lift)
    ? `lift undetermined: ${lift.undetermined.reason}`
    : `lift ${percent(lift.estimate)} (95 %: ${lift.interval.map((end) => (end === null ? "unbounded" : percent(end))).join(" to ")})`;
  const absolute = isUndetermined(effect)
    ? `effect undetermined: ${effect.undetermined.reason}`
    : `effect ${percent(effect.estimate)} (95 %: ${effect.interval.map(percent).join(" to ")}), p ${effect.pValue.toPrecision(3)}`;
  return `${relative}\n${absolute}`;
}

function count(text: string): Count {
  const [successes, n] = text.split("/").map(Number);
  const areCounts = Number.isSafeInteger(successes) && Number.isSafeInteger(n);
  if (successes === undefined || n === undefined || !areCounts || !(successes >= 0) || !(n >= successes) || !(n > 0)) {
    throw new UsageError(`write conversions/visitors, such as 200/10000, instead of ${text}`);
  }
  return { successes, n };
}
