import { createHash } from "node:crypto";
import { AttuneError } from "@attune/model/errors";
import type { Experiment, ExperimentRun, ServedPolicy } from "@attune/model/experiment";
import type { Json } from "@attune/model/json";
import type { Metric } from "@attune/model/metric";
import type { Playbook } from "@attune/model/tactic";
import { arrangeVariants, type VariantTable } from "../decide/arrange-variants.ts";
import type { DefinitionStore } from "../ports/definition-store.ts";
import { allDefinitions } from "./all-definitions.ts";

/** An experiment as it is declared now, and what became of it. */
export interface ExperimentState {
  experiment: Experiment;
  /** Null before its start. */
  run: ExperimentRun | null;
  /** What a bandit draws by; null before it has learned anything, and of fixed experiments. */
  policy: ServedPolicy | null;
  /** What is declared now is not what was registered at the start; the latter counts. */
  isChangedSinceStart: boolean;
}

/** Starts, stops and ships experiments; what they say is on disk before it counts. One change at a time. */
export interface Experiments {
  /** For decisions; another one after each change. */
  table(): VariantTable;
  /** Those of the playbook in its order, then those that ran and are declared no more. */
  list(): ExperimentState[];
  /** Throws `not-found` with those that there are. */
  find(experimentId: string): ExperimentState;
  /** Locks what is declared. @param metrics the definitions of its metric and guardrails */
  start(experimentId: string, by: string, metrics: readonly Metric[]): Promise<ExperimentRun>;
  /** From now on everyone gets the control. */
  stop(experimentId: string, by: string, reason: string): Promise<ExperimentRun>;
  /**
   * From now on everyone gets this variant, but for `holdout`, a share of people from 0 to 0.5, who get the control: drawn anew, in an
   * experiment of their own, `<id>-holdout`, which shows whether the effect lasts and ends by being shipped.
   */
  ship(
    experimentId: string,
    by: string,
    shipped: { variantId: string; reason: string; holdout?: number },
  ): Promise<ExperimentRun>;
  /** Lets more people in; nobody who is in moves. */
  ramp(experimentId: string, by: string, share: number): Promise<ExperimentRun>;
  /** Logs that somebody looked at the results; once an hour for each person. */
  look(experimentId: string, by: string, people: number): Promise<ExperimentRun>;
  /** Puts the probabilities of a bandit in place of its present ones. */
  serve(policy: ServedPolicy): Promise<void>;
}

const runKind = "experiment-run";
const policyKind = "experiment-policy";
const keptLooks = 200;
const keptChanges = 200;
const hourMs = 3_600_000;

interface Deps {
  definitions: DefinitionStore;
  playbook: () => Playbook;
  clock: () => number;
}

export async function createExperiments({ definitions, playbook, clock }: Deps): Promise<Experiments> {
  const runs = (await allDefinitions(definitions, runKind)) as unknown as Map<string, ExperimentRun>;
  const policies = (await allDefinitions(definitions, policyKind)) as unknown as Map<string, ServedPolicy>;
  let table: VariantTable | null = null;
  let tableOf: Playbook | null = null;
  let changing: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = changing.then(work);
    changing = done.catch(() => {});
    return done;
  }

  /** All of them or none. */
  async function keep(run: ExperimentRun, ...others: ExperimentRun[]): Promise<ExperimentRun> {
    const kept = [run, ...others];
    await definitions.put(
      runKind,
      kept.map((each) => [each.experimentId, each as unknown as Json] as const),
    );
    for (const each of kept) runs.set(each.experimentId, each);
    table = null;
    return run;
  }

  function declared(): readonly Experiment[] {
    return playbook().experiments ?? [];
  }

  function stateOf(experiment: Experiment): ExperimentState {
    const run = runs.get(experiment.experimentId) ?? null;
    const policy = policies.get(experiment.experimentId) ?? null;
    const isChangedSinceStart = run !== null && textOf(run.registered) !== textOf(experiment);
    return { experiment, run, policy, isChangedSinceStart };
  }

  function list(): ExperimentState[] {
    const present = declared();
    const ids = new Set(present.map(({ experimentId }) => experimentId));
    const past = [...runs.values()].filter(({ experimentId }) => !ids.has(experimentId));
    return [...present, ...past.map(({ registered }) => registered)].map(stateOf);
  }

  function find(experimentId: string): ExperimentState {
    const state = list().find(({ experiment }) => experiment.experimentId === experimentId);
    if (state !== undefined) return state;
    const known = list().map(({ experiment }) => experiment.experimentId);
    const told = `there is no experiment "${experimentId}"; there are: ${known.join(", ") || "none"}`;
    throw new AttuneError("not-found", told, { path: "id" });
  }

  function running(experimentId: string): ExperimentRun {
    const { run } = find(experimentId);
    if (run?.status === "running") return run;
    const is = run === null ? "has not been started" : `was ${run.status}`;
    throw new AttuneError("conflict", `experiment ${experimentId} ${is}`);
  }

  function ended(run: ExperimentRun, by: string, how: Pick<ExperimentRun, "status" | "reason" | "shown">) {
    const what = how.status === "shipped" ? `shipped ${how.shown}` : "stopped";
    return { ...changed(run, by, what), ...how, endedAt: clock(), endedBy: by };
  }

  function begun(registered: Pick<ExperimentRun, "registered" | "metrics" | "windowDays">, by: string): ExperimentRun {
    const { experimentId, ramp } = registered.registered;
    const hash = createHash("sha256").update(textOf(registered)).digest("hex");
    const start = { status: "running" as const, ramp, startedAt: clock(), startedBy: by, looks: [], changes: [] };
    return { experimentId, ...registered, hash, ...start };
  }

  function changed(run: ExperimentRun, by: string, what: string): ExperimentRun {
    return { ...run, changes: [...run.changes, { at: clock(), by, what }].slice(-keptChanges) };
  }

  return {
    table() {
      const present = playbook();
      if (table === null || tableOf !== present) {
        tableOf = present;
        table = arrangeVariants(present, runs.values(), policies);
      }
      return table;
    },
    list,
    find,
    start: (experimentId, by, metrics) =>
      inTurn(async () => {
        const { experiment, run } = find(experimentId);
        if (run !== null) {
          const why = "its people and its registration are those of the first time; declare another id";
          throw new AttuneError("conflict", `experiment ${experimentId} was started before; ${why}`);
        }
        const tactic = playbook().tactics.find(({ tacticId }) => tacticId === experiment.tacticId);
        if (tactic === undefined)
          throw new AttuneError("conflict", `tactic ${experiment.tacticId} of ${experimentId} is not in the playbook`);
        requireAlone(experiment, runs.values());
        return keep(begun({ registered: experiment, metrics: [...metrics], windowDays: tactic.windowDays }, by));
      }),
    stop: (experimentId, by, reason) =>
      inTurn(async () => {
        const run = running(experimentId);
        return keep(ended(run, by, { status: "stopped", reason, shown: run.registered.control }));
      }),
    ship: (experimentId, by, { variantId, reason, holdout = 0 }) =>
      inTurn(async () => {
        const { run } = find(experimentId);
        if (run === null) throw new AttuneError("conflict", `experiment ${experimentId} has not been started`);
        const known = run.registered.variants.map((variant) => variant.variantId);
        if (!known.includes(variantId)) {
          const told = `"${variantId}" is no variant of ${experimentId}; it has: ${known.join(", ")}`;
          throw new AttuneError("bad-request", told, { path: "variant" });
        }
        const shipped = ended(run, by, { status: "shipped", reason, shown: variantId });
        if (holdout === 0) return keep(shipped);
        const { metrics, windowDays } = run;
        const registered = afterShipping(run.registered, variantId, holdout);
        if (runs.has(registered.experimentId))
          throw new AttuneError(
            "conflict",
            `experiment ${registered.experimentId} has been before; ship without a holdout`,
          );
        requireAlone(
          registered,
          [...runs.values()].filter((other) => other !== run),
        );
        return keep(shipped, begun({ registered, metrics, windowDays }, by));
      }),
    ramp: (experimentId, by, share) =>
      inTurn(async () => {
        const run = running(experimentId);
        if (!(share > run.ramp && share <= 1)) {
          const told = `the ramp of ${experimentId} is ${run.ramp} and can only be raised, to 1 at most: people who are in stay in`;
          throw new AttuneError("bad-request", told, { path: "ramp" });
        }
        return keep({ ...changed(run, by, `ramp ${run.ramp} → ${share}`), ramp: share });
      }),
    look: (experimentId, by, people) =>
      inTurn(async () => {
        const { run } = find(experimentId);
        if (run === null) throw new AttuneError("conflict", `experiment ${experimentId} has not been started`);
        const at = clock();
        const last = run.looks.findLast((look) => look.by === by);
        if (run.status !== "running" || (last !== undefined && at - last.at < hourMs)) return run;
        return keep({ ...run, looks: [...run.looks, { at, by, people }].slice(-keptLooks) });
      }),
    serve: (policy) =>
      inTurn(async () => {
        running(policy.experimentId);
        await definitions.put(policyKind, [[policy.experimentId, policy as unknown as Json]]);
        policies.set(policy.experimentId, policy);
        table = null;
      }),
  };
}

/** The experiment that goes on after one was shipped: the control, for few, against what was shipped. Looked at whenever somebody likes. */
function afterShipping(before: Experiment, variantId: string, holdout: number): Experiment {
  const { experimentId, name, control, metricId, guardrails, tacticId } = before;
  if (variantId === control)
    throw new AttuneError("bad-request", `"${control}" is the control: there is nothing to hold out from`, {
      path: "holdout",
    });
  return {
    experimentId: `${experimentId}-holdout`,
    name: `${name}, after it was shipped`,
    hypothesis: `What ${experimentId} showed lasts.`,
    tacticId,
    variants: [
      { variantId: control, weight: holdout },
      { variantId, weight: 1 - holdout },
    ],
    control,
    ramp: 1,
    metricId,
    guardrails,
    method: "sequential",
    policy: { kind: "fixed" },
  };
}

/** A tactic has one experiment at a time, and experiments of one namespace share nobody. */
function requireAlone({ experimentId, tacticId, part }: Experiment, runs: Iterable<ExperimentRun>): void {
  for (const { status, registered } of runs) {
    if (status !== "running") continue;
    if (registered.tacticId === tacticId)
      throw new AttuneError("conflict", `${registered.experimentId} runs on tactic ${tacticId}; stop it first`);
    const other = registered.part;
    if (part === undefined || other === undefined || part.namespace !== other.namespace) continue;
    if (part.from < other.below && other.from < part.below) {
      const parts = `${other.from} to ${other.below} of namespace ${other.namespace}`;
      throw new AttuneError("conflict", `${registered.experimentId} holds ${parts}, which ${experimentId} overlaps`);
    }
  }
}

/** The same text for the same content, whatever the order of its fields. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
