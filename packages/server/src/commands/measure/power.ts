import { type PowerQuestion, powerPlan } from "@attune/measure/experiment/power-plan";
import { Command, Option } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";

interface PowerOptions extends Omit<PowerQuestion, "effect"> {
  effect?: { value: number; relative: boolean };
  json?: true;
}

/** `attune measure power`: how many visitors, for how long, and what they can find. It needs no engine. */
export function measurePowerCommand(environment: Environment): Command {
  return new Command("power")
    .description("Sample size, duration and smallest detectable effect of an experiment that is planned.")
    .addOption(
      new Option("--kind <kind>", "what is measured").choices(["proportion", "mean", "ratio"]).default("proportion"),
    )
    .requiredOption("--baseline <value>", "the control's value, such as 0.03 for 3 %", finite)
    .option("--effect <value>", "the difference to find, absolute (0.003) or relative (10%)", effect)
    .option("--standard-deviation <value>", "of single units, for means and ratios", finite)
    .option("--power <share>", "chance to find the effect", finite, 0.8)
    .option("--alpha <level>", "chance of a false find that is accepted", finite, 0.05)
    .option("--ratio <n>", "treated units per control unit", finite, 1)
    .option("--daily-visitors <n>", "visitors a day, all variants together", finite)
    .option("--days <n>", "how long one can wait, instead of an effect", finite)
    .addOption(
      new Option("--method <method>", "how it will be judged")
        .choices(["fixed", "sequential", "group-sequential"])
        .default("fixed"),
    )
    .option("--looks <n>", "looks of a group-sequential plan", finite, 5)
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  $ attune measure power --baseline 0.03 --effect 10% --daily-visitors 20000\n")
    .action(({ json, effect: wanted, ...question }: PowerOptions) => {
      const absolute =
        wanted === undefined ? {} : { effect: wanted.relative ? wanted.value * question.baseline : wanted.value };
      const plan = powerPlan({ ...question, ...absolute });
      const count = (n: number) => n.toLocaleString("en");
      const text = [
        `${count(plan.units.control)} control and ${count(plan.units.treated)} treated units, ${count(plan.units.total)} in all${plan.days === undefined ? "" : `: ${count(plan.days)} days`}`,
        ...(plan.averageInflation < plan.inflation
          ? [
              `on average it may stop at ${count(Math.ceil((plan.units.total * plan.averageInflation) / plan.inflation))} units`,
            ]
          : []),
        `they find an effect of ${plan.minimumDetectableEffect.toPrecision(4)} with a chance of ${100 * plan.power} %`,
      ].join("\n");
      environment.stdout.write(`${json === true ? JSON.stringify(plan) : text}\n`);
    });
}

function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new UsageError(`${text} is not a number`);
  return value;
}

function effect(text: string): { value: number; relative: boolean } {
  const relative = text.endsWith("%");
  return { value: relative ? finite(text.slice(0, -1)) / 100 : finite(text), relative };
}
