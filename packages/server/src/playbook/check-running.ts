import { isDeepStrictEqual } from "node:util";
import type { ExperimentState } from "@attune/engine/runtime/experiments";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { failure, warning } from "./finding.ts";

/**
 * What another playbook would do to experiments that run: an error where their tactic or one of their variants would be gone, so that
 * people would see something else than they are counted under, where what people pay would change under them, or where two could not be
 * told apart; a warning where a variant would show something else from now on, or where they would be declared otherwise or not at all.
 *
 * @param now the playbook that runs.
 */
export function checkRunning(playbook: Playbook, states: readonly ExperimentState[], now: Playbook): PlaybookFinding[] {
  return [...checkShared(playbook, states), ...states.flatMap((state) => checkRun(playbook, state, now))];
}

/** A tactic has one experiment at a time: of two that are declared and not over, one could not be started. */
function checkShared({ experiments = [] }: Playbook, states: readonly ExperimentState[]): PlaybookFinding[] {
  const over = new Set(states.flatMap(({ run }) => (run === null || run.status === "running" ? [] : run.experimentId)));
  const asked = new Map<string, string>();
  return experiments.flatMap(({ experimentId, tacticId }) => {
    if (over.has(experimentId)) return [];
    const other = asked.get(tacticId);
    asked.set(tacticId, other ?? experimentId);
    if (other === undefined) return [];
    const message = `${other} asks about tactic ${tacticId}, too, and is not over. Compare all variants in one experiment, or declare this one once ${other} was stopped or shipped.`;
    return [failure("two-experiments", `experiments.${experimentId}.tactic`, message)];
  });
}

function checkRun(playbook: Playbook, { run }: ExperimentState, now: Playbook): PlaybookFinding[] {
  if (run?.status !== "running") return [];
  const { experimentId, registered } = run;
  const tactic = playbook.tactics.find(({ tacticId }) => tacticId === registered.tacticId);
  if (tactic === undefined)
    return [gone(`tactics.${registered.tacticId}`, `experiment ${experimentId} runs on this tactic`)];
  const kept = new Set((tactic.variants ?? []).map(({ variantId }) => variantId));
  const lost = registered.variants.filter(({ variantId }) => !kept.has(variantId));
  const findings = lost.map(({ variantId }) =>
    gone(`tactics.${tactic.tacticId}.variants.${variantId}`, `people of experiment ${experimentId} are given it`),
  );
  const before = now.tactics.find(({ tacticId }) => tacticId === registered.tacticId);
  if (before !== undefined) findings.push(...checkShown(before, tactic, experimentId));
  const declared = playbook.experiments?.find((experiment) => experiment.experimentId === experimentId);
  const path = `experiments.${experimentId}`;
  if (declared === undefined)
    findings.push(warning("experiment-runs", path, "It runs and is declared no more: stop or ship it."));
  else if (JSON.stringify(declared) !== JSON.stringify(registered))
    findings.push(
      warning("experiment-runs", path, "It runs: what was locked at its start counts, not what is said here."),
    );
  return findings;
}

/** Whether a variant still is what people were given, and were counted under. */
function checkShown(before: Tactic, after: Tactic, experimentId: string): PlaybookFinding[] {
  const path = `tactics.${after.tacticId}`;
  if (!isDeepStrictEqual(before.price, after.price)) {
    const message = `Would change what people pay in the middle of experiment ${experimentId}: one person keeps one price. Stop or ship it first.`;
    return [failure("breaks-experiment", `${path}.price`, message)];
  }
  return (after.variants ?? []).flatMap(({ variantId }) => {
    const [was, is] = [shownBy(before, variantId), shownBy(after, variantId)];
    if (was === null || isDeepStrictEqual(was, is)) return [];
    const message = `Experiment ${experimentId} would go on with another ${variantId} than it began with, and its report counts both as one. To keep them apart, stop it and start another.`;
    return [warning("variant-changes", `${path}.variants.${variantId}`, message)];
  });
}

function shownBy({ variants = [], content, items }: Tactic, id: string) {
  const variant = variants.find(({ variantId }) => variantId === id);
  return variant === undefined ? null : { content: variant.content ?? content, items: variant.items ?? items };
}

function gone(path: string, why: string): PlaybookFinding {
  return {
    severity: "error",
    code: "breaks-experiment",
    path,
    message: `Would be gone, and ${why}: stop or ship it first.`,
  };
}
