import type { DriverVariance } from "@attune/forecast/backtest/variance-by-driver";
import type { Review, Scorecards } from "@attune/model/review";
import { isUndetermined } from "@attune/model/undetermined";
import type { MonthVariance } from "./month-variance.ts";

/** The weekly review as people read it. */
export function reviewText({ verdicts }: Review): string {
  if (verdicts.length === 0) return "The playbook has no tactic.";
  return verdicts
    .flatMap(({ tacticId, verdict, reason, learned }) => [
      `${verdict.padEnd(7)}${tacticId}`,
      `       ${reason}`,
      ...(learned === undefined ? [] : [`       learned ${dayOf(learned.at)} (${learned.by}): ${learned.text}`]),
    ])
    .join("\n");
}

/** Team by team; what reverses is named first. */
export function scorecardsText({ teams, basis, costsKnown, currency }: Scorecards): string {
  const money = (value: number) =>
    `${Math.round(value).toLocaleString("en")}${currency === null ? "" : ` ${currency}`}`;
  const basisLine =
    basis === "margin"
      ? `Margin per visitor: orders less what their items cost (known for ${Math.round(100 * costsKnown)} % of what was sold) and less refunds.`
      : "Revenue per visitor less refunds: the catalogue knows no costs (`costMicros`), so margin cannot be told.";
  const cards = teams.map(({ team, tactics, longRunEarned, reversed }) =>
    [
      `${team ?? "(no owner)"}: ${longRunEarned === null ? "nothing can be told yet" : `${money(longRunEarned.estimate)} (${longRunEarned.interval.map(money).join(" to ")}) in the long run`}`,
      ...(reversed.length === 0 ? [] : [`  short gains that reverse: ${reversed.join(", ")}`]),
      ...tactics.map(({ tacticId, told }) => `  ${tacticId}: ${told}`),
    ].join("\n"),
  );
  return [basisLine, "", ...(cards.length === 0 ? ["The playbook has no tactic."] : cards)].join("\n");
}

/** What was forecast for a month's periods, and what came, with the drivers of the difference where they are known. */
export function varianceText({ forecasts, score, moved }: MonthVariance, period: string): string {
  const lines = forecasts.flatMap(({ id, owner, metric, periods }) => {
    const over = periods.filter(({ to }) => to.startsWith(period));
    if (over.length === 0) return [];
    return [
      `${id} (${owner}), ${metric}`,
      ...over.flatMap(({ from, to, expected, low, high, actual, inside, variance }) => [
        `  ${from} to ${to}: ${number(actual)} came, ${number(expected)} expected (${number(low)} to ${number(high)}), ${percent((actual - expected) / Math.abs(expected))}${inside ? "" : ", outside of its interval"}`,
        ...(variance === null ? [] : [`    of ${driversText(variance)}`]),
      ]),
    ];
  });
  if (lines.length === 0)
    return `No kept forecast has a period that ended in ${period}. Keep one: \`attune forecast backtest --keep\`.`;
  const whole = isUndetermined(score)
    ? score.undetermined.reason
    : `All forecasts so far: ${number(score.actual)} came, ${number(score.expected)} expected, bias ${percent(score.bias)}.`;
  const drivers = moved.flatMap(({ from, to, against, drivers: by }) => [
    `Revenue of everybody, ${from} to ${to}, against ${against.from} to ${against.to} (the days before it was forecast): ${number(by.actual)}, then ${number(by.planned)}`,
    `  of ${driversText(by)}`,
  ]);
  return [...lines, "", ...(drivers.length === 0 ? [] : [...drivers, ""]), whole].join("\n");
}

function driversText({ difference, traffic, mix, conversion, value }: DriverVariance): string {
  return `${number(difference)}: traffic ${number(traffic)}, mix ${number(mix)}, conversion ${number(conversion)}, value ${number(value)}`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function number(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${Number((100 * share).toPrecision(3))} %` : "no share";
}
