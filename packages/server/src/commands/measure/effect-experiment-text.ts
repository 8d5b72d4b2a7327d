import type {
  ConsistencyReport,
  EffectExperiment,
  HoldoutAccount,
  ShippedAgainstHoldout,
} from "@attune/model/effect-experiment";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { experimentText } from "./experiment-text.ts";

interface Range {
  estimate: number;
  interval: [number, number];
}

/** The long report in a terminal: that of an experiment, then devices, and with the holdout what was promised and what it costs. */
export function effectExperimentText(effect: EffectExperiment): string {
  const { report, devices, consistency, deviceConsistency, holdout, currency } = effect;
  const bias = isUndetermined(devices.bias) ? devices.bias.undetermined.reason : devices.bias.message;
  return [
    experimentText(report),
    "",
    ...(report.notTold ?? []).map(({ name, undetermined }) => `${name}: ${undetermined.reason}`),
    ...devices.cells.map(
      ({ arm, exposureDevice, people, orders }) =>
        `${arm}, first on ${deviceText(exposureDevice)}: ${people.toLocaleString("en")} people; orders ${orders.map((cell) => `on ${deviceText(cell.device)} ${cell.orders.toLocaleString("en")}`).join(", ") || "none"}`,
    ),
    bias,
    ...[consistency, deviceConsistency].flatMap((one) => (one === undefined ? [] : consistencyLines(one))),
    ...(holdout === undefined ? [] : accountLines(holdout, currency ?? "")),
  ].join("\n");
}

function consistencyLines({ across, score, scoreOfSharedDays, sharedDays, levels }: ConsistencyReport): string[] {
  const share = (of: number | Undetermined) =>
    isUndetermined(of) ? `undetermined (${of.undetermined.reason})` : `${(100 * of).toFixed(2)} %`;
  return [
    "",
    `person-days consistent across ${across}s: ${share(score)}; of the ${sharedDays.toLocaleString("en")} on several ${across}s: ${share(scoreOfSharedDays)} (who is met on several is their own choice: not causal)`,
    ...levels.map(
      ({ level, people, conversionRate, effect }) =>
        `  ${level}: ${people.toLocaleString("en")} people, conversion rate ${share(conversionRate)}, against the holdout ${isUndetermined(effect) ? effect.undetermined.reason : `${share(effect.estimate)} (95 %: ${effect.interval.map(share).join(" to ")})`}`,
    ),
  ];
}

function accountLines({ shipped, cost }: HoldoutAccount, currency: string): string[] {
  return [
    "",
    "promised and delivered, as plain differences, which add up (the effects above may be adjusted by what people did before):",
    ...shipped.flatMap(shippedLines),
    `holding out ${cost.people.toLocaleString("en")} people costs, per window: ${amount(cost.revenue, currency)}, ${amount(cost.conversions, "buyers")}`,
  ];
}

function shippedLines({
  metric,
  tactics,
  leftOut,
  promised,
  shrunkPromised,
  delivered,
  factor,
}: ShippedAgainstHoldout) {
  return [
    `${metric}: ${tactics.length} tactics promised ${number(promised)} per person (${number(shrunkPromised)} after shrinking); the holdout shows ${amount(delivered, "")}`,
    `  a promise has been worth ${amount(factor, "of itself")}`,
    ...leftOut.map(({ id, undetermined }) => `  ${id} is left out: ${undetermined.reason}`),
  ];
}

function amount(range: Range | Undetermined, unit: string): string {
  if (isUndetermined(range)) return `undetermined (${range.undetermined.reason})`;
  return `${number(range.estimate)} ${unit} (95 %: ${range.interval.map(number).join(" to ")})`.replace("  ", " ");
}

function number(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 4 });
}

function deviceText(device: string): string {
  return device === "" ? "an unknown device" : device;
}
