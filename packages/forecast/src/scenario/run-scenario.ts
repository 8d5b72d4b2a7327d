import { createRng } from "@attune/math/rng";
import type { ScenarioReport, ScenarioResult } from "@attune/model/scenario-report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { internalRate } from "../economics/internal-rate.ts";
import { monthlyRate } from "../economics/net-present-value.ts";
import { tornado } from "../sensitivity/tornado.ts";
import { varianceShares } from "../sensitivity/variance-shares.ts";
import { gainParts, waterfallSteps } from "../sensitivity/waterfall.ts";
import { assumptionRegister, scenarioWarnings } from "./assumption-register.ts";
import { breakEvenLift, conversionLift } from "./break-even.ts";
import { type CentralCase, centralCase } from "./central-months.ts";
import { compareApproaches } from "./compare-approaches.ts";
import { distributionOf, pairOf, shareOf } from "./distribution.ts";
import { liftQuestion } from "./lift-question.ts";
import { createBandKeeper } from "./month-bands.ts";
import { narrate } from "./narrate.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Program, ScenarioPlan } from "./program.ts";
import { simulateDraws } from "./simulate-draws.ts";
import { spendDeciles } from "./spend-deciles.ts";
import { stageRates } from "./stage-rates.ts";
import { unitEconomics } from "./unit-economics.ts";

export interface ScenarioRun {
  draws: number;
  seed: number;
  /** Points of the Sobol' sequence, a power of two; 0 leaves the indices out. */
  sobolPoints: number;
}

/** Draws of which single months are kept, for the bands. */
const MOST_BAND_DRAWS = 4096;
const STRESS_DRAWS = 4096;
/** The lift that people ask about first. */
const ASKED_LIFT = 0.05;

/** Everything that the scenarios of a file come to. The same program and run give the same report, on any machine. */
export function runScenario(program: Program, run: ScenarioRun): ScenarioReport {
  return {
    schema: "attune.forecast.scenario/1",
    name: program.name,
    owner: program.owner,
    currency: program.currency,
    horizonMonths: program.horizonMonths,
    discountRate: program.discountRate,
    draws: run.draws,
    seed: run.seed,
    assumptions: assumptionRegister(program),
    warnings: scenarioWarnings(program),
    scenarios: program.plans.map((plan) => resultOf(program, plan, run)),
    liftQuestion: { lift: ASKED_LIFT, rows: liftQuestion(program, ASKED_LIFT, run.seed) },
  };
}

function resultOf(program: Program, plan: ScenarioPlan, { draws, seed, sobolPoints }: ScenarioRun): ScenarioResult {
  const bandDraws = Math.min(draws, MOST_BAND_DRAWS);
  const keeper = createBandKeeper(program, bandDraws);
  const outcomes = simulateDraws(program, plan, null, {
    draws,
    rng: createRng(seed),
    watch: (flows, at, running) => {
      if (at < bandDraws) keeper.watch(flows, at, running);
    },
  });
  const central = centralCase(program, plan, null);
  const parts = gainParts(program, plan);
  const economics = unitEconomics(program, plan);
  const result: ScenarioResult = {
    id: plan.id,
    name: plan.name,
    tactics: program.tactics.flatMap(({ id, name }, t) => {
      const dose = plan.doses[t];
      return dose === null || dose === undefined ? [] : [{ id, name, ...dose }];
    }),
    money: moneyOf(program, plan, outcomes, central),
    metrics: metricsOf(outcomes),
    stages: stageRates(program, plan, parts, { draws: bandDraws, seed }),
    funnels: program.funnels.map(({ label, segment, channel, device }, f) => ({
      label,
      segment,
      channel,
      device,
      marginGain: distributionOf(outcomes.funnelGain[f]!),
      economics: economics[f]!,
    })),
    deciles: spendDeciles(program, outcomes),
    months: central.months,
    bands: { draws: bandDraws, months: keeper.bands() },
    waterfall: waterfallSteps(parts, presentValues(program, central)),
    tornado: tornado(program, plan),
    sobol:
      sobolPoints === 0
        ? undetermined("not-asked", "Sobol indices were not asked for.")
        : varianceShares(program, plan, sobolPoints, seed),
    stresses: program.stresses.map((stress) => {
      const { npv } = simulateDraws({ ...program, approaches: [] }, plan, stress, {
        draws: Math.min(draws, STRESS_DRAWS),
        rng: createRng(seed),
      });
      return { id: stress.id, name: stress.name, npv: distributionOf(npv), probabilityOfLoss: shareOf(npv, isLoss) };
    }),
    approaches: compareApproaches(program, outcomes),
    narrative: [],
    central: {
      npv: central.outcomes.npv[0]!,
      payback: paybackOf(central.outcomes.payback[0]!),
      conversionLift: conversionLift(program, plan),
      yearOneNet: central.outcomes.firstYearNet[0]!,
      once: central.once,
    },
  };
  return { ...result, narrative: narrate(program, result) };
}

const isLoss = (npv: number) => npv < 0;

function moneyOf(
  program: Program,
  plan: ScenarioPlan,
  outcomes: Outcomes,
  { once, months }: CentralCase,
): ScenarioResult["money"] {
  const { npv, gain, spent, payback } = outcomes;
  const returns = npv.map((worth, i) => worth / spent[i]!);
  const rate = internalRate([-once, ...months.map(({ net }) => net)]);
  return {
    npv: distributionOf(npv),
    returnOnInvestment: spent.every((paid) => paid > 0)
      ? distributionOf(returns)
      : undetermined("no-cost", "Some draws cost nothing, so there is nothing to relate the gain to."),
    probabilityOfLoss: shareOf(npv, isLoss),
    paybackMonths: paybackOf(distributionOf(payback).p50),
    paidBackWithinYear: shareOf(payback, (paid) => paid <= 12),
    paidBackWithinHorizon: shareOf(payback, Number.isFinite),
    breakEvenLift: breakEvenLift(program, plan),
    internalRate: isUndetermined(rate) ? rate : (1 + rate) ** 12 - 1,
    gain: distributionOf(gain),
    spent: distributionOf(spent),
    revenueGain: distributionOf(outcomes.revenueGain),
    marginGain: distributionOf(outcomes.marginGain),
    incentives: distributionOf(outcomes.incentives),
    programCost: distributionOf(outcomes.programCost),
  };
}

function paybackOf(months: number): number | Undetermined {
  if (Number.isFinite(months)) return months;
  return undetermined("not-paid-back", "It is not paid back within the horizon in half of the draws or more.");
}

function metricsOf(outcomes: Outcomes): ScenarioResult["metrics"] {
  const always = (pair: Outcomes["conversion"]) => ({
    baseline: distributionOf(pair.base),
    scenario: distributionOf(pair.scenario),
  });
  const ofCustomers = (pair: Outcomes["conversion"]) =>
    pairOf(pair, "no-customers", "The file says nothing of customers and their churn, or nobody becomes one.");
  const valueToCost = {
    base: outcomes.lifetimeValue.base.map((value, i) => value / outcomes.acquisitionCost.base[i]!),
    scenario: outcomes.lifetimeValue.scenario.map((value, i) => value / outcomes.acquisitionCost.scenario[i]!),
  };
  const noAcquisition = "The file says nothing of what winning customers costs (baseline.acquisition).";
  return {
    conversion: always(outcomes.conversion),
    orderValue: always(outcomes.orderValue),
    repeatProbability: ofCustomers(outcomes.repeatProbability),
    revenuePerCustomer: ofCustomers(outcomes.revenuePerCustomer),
    marginPerCustomer: ofCustomers(outcomes.marginPerCustomer),
    lifetimeValue: ofCustomers(outcomes.lifetimeValue),
    acquisitionCost: pairOf(outcomes.acquisitionCost, "no-acquisition-cost", noAcquisition),
    valueToCost: pairOf(valueToCost, "no-acquisition-cost", noAcquisition),
  };
}

function presentValues(program: Program, { once, months }: CentralCase) {
  const rate = monthlyRate(program.discountRate);
  const sum = (of: (month: CentralCase["months"][number]) => number) =>
    months.reduce((total, month) => total + of(month) / (1 + rate) ** month.month, 0);
  return {
    incentives: sum(({ incentives }) => incentives),
    acquisition: sum(({ addedAcquisition }) => addedAcquisition),
    program: once + sum(({ programCost }) => programCost),
  };
}
