import { type ArmPeople, lifetimeOfArm } from "@attune/forecast/cohort/lifetime-of-arm";
import { chooseModel } from "@attune/forecast/lifetime/choose-model";
import { purchaseModelNamed } from "@attune/forecast/lifetime/purchase-models";
import { daysIn } from "@attune/forecast/lifetime/time-unit";
import { createRng } from "@attune/math/rng";
import type { ArmEstimate } from "@attune/measure/experiment/arm-estimate";
import { meanArm } from "@attune/measure/experiment/arm-estimate";
import { fiellerLift } from "@attune/measure/experiment/fieller";
import { lifetimeArm } from "@attune/measure/experiment/lifetime-arm";
import { independentPair } from "@attune/measure/experiment/pair-estimate";
import { welch } from "@attune/measure/experiment/welch";
import type { Json } from "@attune/model/json";
import type { LifetimeArmReport, LifetimeEffect } from "@attune/model/lifetime-effect";
import type { Effect, Lift } from "@attune/model/report";
import type { ScoreChoices } from "@attune/model/score";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { readPurchases } from "./purchase-input.ts";

/** What a tactic, or personalization as a whole, did to what people are worth over their lifetime. */
export interface LifetimeEffectStudy {
  kind: "lifetime-effect";
  /** Of the query `purchase-histories`, with the arms of the subject. */
  rows: Record<string, Json>[];
  /** All people by arm, buyers or not. */
  people: Record<string, number>;
  treated: string;
  control: string;
  asOfDay: number;
  choices: ScoreChoices;
}

/** All but what the caller knows already. */
export type LifetimeEffectAnswer = Omit<LifetimeEffect, "schema" | "subject" | "computedAt" | "currency">;

const microsPerUnit = 1e6;

export function carryOutLifetimeEffect(study: LifetimeEffectStudy): LifetimeEffectAnswer | Undetermined {
  const { rows, people, asOfDay, choices } = study;
  const { log } = readPurchases({ kind: "store", rows });
  if (log.customers.length === 0)
    return undetermined("no-customers", "Nobody who can be known again has bought anything yet.");
  const { horizonDays, discountRate, margin } = choices;
  const name = choices.model === "auto" ? chooseModel(log, asOfDay, daysIn.week).chosen : choices.model;
  const options = { model: purchaseModelNamed(name), asOfDay, horizonDays, discountRate, margin };
  const arms = [study.treated, study.control].map((arm) =>
    lifetimeOfArm(log, peopleOfArm(arm, rows, people[arm] ?? 0), options, createRng(arm)),
  ) as [ReturnType<typeof lifetimeOfArm>, ReturnType<typeof lifetimeOfArm>];
  const [treated, control] = arms;
  const worth = arms.map((arm) =>
    isUndetermined(arm)
      ? arm
      : lifetimeArm({ value: arm.statistics, predictionVariance: arm.statistics.predictionVariance }),
  );
  const seen = arms.map((arm) => (isUndetermined(arm) ? arm : meanArm(arm.observed)));
  const guests = rows.filter(({ identified, arm }) => identified === 0 && arm !== "").length;
  return {
    model: name,
    horizonDays,
    discountRate,
    margin,
    treated: withoutSums(treated),
    control: withoutSums(control),
    ...compared(worth[0]!, worth[1]!),
    observedEffect: compared(seen[0]!, seen[1]!).effect,
    warnings:
      guests === 0
        ? []
        : [
            `${guests.toLocaleString("en")} buyers without a user id are in with what they paid; nothing is predicted of them.`,
          ],
  };
}

function peopleOfArm(arm: string, rows: readonly Record<string, Json>[], people: number): ArmPeople {
  const own = rows.filter((row) => row.arm === arm);
  const paidSinceArm = ({ days, armDay }: Record<string, Json>) =>
    (days as [number, string, string][])
      .filter(([day]) => day >= Number(armDay))
      .reduce((sum, [, paid, refunded]) => sum + (Number(paid) - Number(refunded)) / microsPerUnit, 0);
  return {
    arm,
    people,
    customers: new Map(
      own.flatMap(({ identified, personId, armDay }) =>
        identified === 1 ? [[String(personId), Number(armDay)] as const] : [],
      ),
    ),
    otherPaid: own.filter(({ identified }) => identified !== 1).map(paidSinceArm),
  };
}

function compared(
  treated: ArmEstimate | Undetermined,
  control: ArmEstimate | Undetermined,
): { effect: Effect | Undetermined; lift: Lift | Undetermined } {
  if (isUndetermined(treated)) return { effect: treated, lift: treated };
  if (isUndetermined(control)) return { effect: control, lift: control };
  const pair = independentPair(treated, control);
  if (isUndetermined(pair)) return { effect: pair, lift: pair };
  const { estimate, standardError, interval, pValue } = welch(pair, 0.05);
  return { effect: { estimate, standardError, interval, pValue }, lift: fiellerLift(pair, 0.05) };
}

function withoutSums(arm: ReturnType<typeof lifetimeOfArm>): LifetimeArmReport | Undetermined {
  if (isUndetermined(arm)) return arm;
  const { observed: _, ...told } = arm;
  return told;
}
