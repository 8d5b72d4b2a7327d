import type { PriceReport } from "@attune/model/price-test";
import { isUndetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import { whileWaiting } from "../../client/while-waiting.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

export function measurePricesCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "prices",
    description: "What a price test has shown: demand, elasticity and margin by price, and an audit by group.",
    arguments: "<tactic>",
    example: "measure prices tea-prices",
    act: (connection, _options, [id = ""]) =>
      whileWaiting(environment, connection.request("GET", `/v1/measure/prices/${encodeURIComponent(id)}`)),
    print: (answer) => {
      const { arms, elasticity, audit } = answer as unknown as PriceReport;
      return [
        ...arms.map(({ variantId, change, met, isFloored, people, demand, elasticity: own, marginPerVisitor }) =>
          [
            variantId.padEnd(16),
            changeText(change).padStart(8),
            isFloored && !isUndetermined(met) ? `${changeText(met)} met: the margin floor` : "",
            `${people.toLocaleString("en")} people`.padStart(16),
            `${number(100 * demand)} orders per 100`.padStart(22),
            change === 0 ? "" : `elasticity ${rangeText(own)}`,
            `margin per visitor ${rangeText(marginPerVisitor)}`,
          ]
            .filter(Boolean)
            .join("  "),
        ),
        `elasticity of all prices together: ${rangeText(elasticity)}`,
        ...audit.map(({ by, message }) => `by ${by}: ${message}`),
      ].join("\n");
    },
  });
}

function rangeText(found: PriceReport["elasticity"]): string {
  if (isUndetermined(found)) return found.undetermined.reason;
  const [low, high] = found.interval;
  return `${number(found.estimate)} (95 %: ${number(low)} to ${number(high)})`;
}

const changeText = (change: number): string => `${change > 0 ? "+" : ""}${number(100 * change)} %`;

function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}
