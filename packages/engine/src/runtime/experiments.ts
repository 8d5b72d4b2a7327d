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
  /** From now on everyone gets this variant. */
  ship(experimentId: string, by: string, variantId: string, reason: string): Promise<ExperimentRun>;
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

  async function keep(run: ExperimentRun): Promise<ExperimentRun> {
    await definitions.put(runKind, [[run.experimentId, run as unknown as Json]]);
    runs.set(run.experimentId, run);
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
    return keep({ ...changed(run, by, what), ...how, endedAt: clock(), endedBy: by });
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
        const registered = { registered: experiment, metrics: [...metrics], windowDays: tactic.windowDays };
        return keep({
          experimentId,
          status: "running",
          ...registered,
          hash: createHash("sha256").update(textOf(registered)).digest("hex"),
          ramp: experiment.ramp,
          startedAt: clock(),
          startedBy: by,
          looks: [],
          changes: [],
        });
      }),
    stop: (experimentId, by, reason) =>
      inTurn(async () => {
        const run = running(experimentId);
        return ended(run, by, { status: "stopped", reason, shown: run.registered.control });
      }),
    ship: (experimentId, by, variantId, reason) =>
      inTurn(async () => {
        const { run } = find(experimentId);
        if (run === null) throw new AttuneError("conflict", `experiment ${experimentId} has not been started`);
        const known = run.registered.variants.map((variant) => variant.variantId);
        if (!known.includes(variantId)) {
          const told = `"${variantId}" is no variant of ${experimentId}; it has: ${known.join(", ")}`;
          throw new AttuneError("bad-request", told, { path: "variant" });
        }
        return ended(run, by, { status: "shipped", reason, shown: variantId });
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
