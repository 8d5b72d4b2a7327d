import type { OfferAccount } from "@attune/model/offer";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Answer {
  currency: string | null;
  offers: OfferAccount[];
}

export function decideOffersCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "offers",
    description: "To how many people each offer was given, what orders took off by it, and what is left of its budget.",
    example: "decide offers",
    act: (connection) => connection.request("GET", "/v1/offers"),
    print: (answer) => {
      const { offers, currency } = answer as unknown as Answer;
      return offers.length === 0 ? "The playbook has no offers." : offers.map((one) => told(one, currency)).join("\n");
    },
  });
}

function told(offer: OfferAccount, currency: string | null): string {
  const { offerId, budget, people, open, redemptions, spentMicros, promisedMicros, isUsedUp } = offer;
  const money = (micros: number) => `${(micros / 1e6).toFixed(2)}${currency === null ? "" : ` ${currency}`}`;
  const ofPeople = budget?.people === undefined ? "" : ` of ${budget.people}`;
  const ofAmount = budget?.amountMicros === undefined ? "" : ` of ${money(budget.amountMicros)}`;
  const promised = promisedMicros === null ? "no most" : `at most ${money(promisedMicros)}`;
  return [
    `${offerId}: given to ${people}${ofPeople}; ${redemptions} orders took off ${money(spentMicros)}${ofAmount}; ${open} open, ${promised}`,
    ...(isUsedUp ? ["  the budget is used up: nobody new is given it"] : []),
  ].join("\n");
}
