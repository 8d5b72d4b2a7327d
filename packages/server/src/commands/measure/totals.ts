import type { Totals } from "@attune/model/report";
import type { Command } from "commander";
import { whileWaiting } from "../../client/while-waiting.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

interface Range {
  from?: string;
  to?: string;
}

export function measureTotalsCommand(environment: Environment): Command {
  return clientCommand<Range>(environment, {
    name: "totals",
    description: "Customers, orders and revenue of a time range.",
    example: "measure totals --from 2010-01-01 --to 2010-03-31",
    act: (connection, { from, to }) => {
      // Days that are written right have the order of their texts; others are refused by the server.
      if (from !== undefined && to !== undefined && from > to)
        throw new UsageError(`--from ${from} is after --to ${to}: nothing lies between`);
      const query = new URLSearchParams();
      if (from !== undefined) query.set("from", from);
      if (to !== undefined) query.set("to", to);
      return whileWaiting(environment, connection.request("GET", `/v1/measure/totals?${query}`));
    },
    print: (answer) => totalsText(answer as unknown as Totals),
  })
    .option("--from <day>", "first business day, such as 2026-01-31")
    .option("--to <day>", "last business day, itself included");
}

const negativeRefunds =
  "Refunds come out negative and raise the net: the amounts of Order Refunded have the wrong sign. In an import's mapping, `amount: lines` instead of `minus-lines`.";

function totalsText(totals: Totals): string {
  const money = (amount: number) =>
    `${amount.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${totals.currency ?? ""}`;
  return [
    `customers     ${totals.customers.toLocaleString("en")} (${totals.identifiedCustomers.toLocaleString("en")} identified)`,
    `orders        ${totals.orders.toLocaleString("en")}, refunds ${totals.refunds.toLocaleString("en")}`,
    `gross         ${money(totals.grossRevenue)}`,
    `refunded      ${money(totals.refundedRevenue)}`,
    `adjustments   ${money(totals.adjustments)}`,
    `net           ${money(totals.netRevenue)}`,
    `events from   ${totals.firstEventAt ?? "-"} to ${totals.lastEventAt ?? "-"}`,
    ...(totals.refundedRevenue < 0 ? [negativeRefunds] : []),
  ].join("\n");
}
