import type { Engine } from "@attune/engine/runtime/engine";
import type { EffectStudyRequest } from "@attune/measure/observational/run-effect-study";
import type { HistoryOutcome } from "@attune/measure/tactic/history-columns";
import type { TacticComparison } from "@attune/measure/tactic/person-effect";
import type { StudyDesign } from "@attune/model/effect-study";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { rowsModelsMayKnow } from "../recommenders/whom-models-may-know.ts";
import { rollOutDates, startOfDay } from "./roll-out-dates.ts";
import type { StoreRows, Study, UpliftChoices } from "./study.ts";

/** What may be chosen of a study of a tactic; what is not chosen comes from the playbook or is usual. */
export interface TacticStudyChoices {
  tacticId: string;
  outcome?: HistoryOutcome;
  windowDays?: number;
  /** How far back what was known before may lie. */
  lookbackDays?: number;
  comparison?: TacticComparison;
  /** Exposed this soon after coming counts as exposed at first (comparison with the unexposed). */
  graceMinutes?: number;
  groupBy?: "device" | "channel" | "source" | "segment";
  /** When each group was rolled out, `group=2026-06-15` or `group=never`; absent: found from the exposures. */
  rolledOut?: string[];
  periodDays?: number;
  seed?: string;
}

/** A study and what it is about, in the words that are laid beside its result. */
export interface TacticStudy {
  study: Study;
  about: { [key: string]: Json };
}

const dayMs = 86_400_000;
const settleMs = 30_000;
export const mostPeople = 500_000;
const patience = { timeoutMs: 600_000, maxMemoryBytes: 4 * 1024 ** 3, priority: "heavy" } as const;
/** Periods before the roll-out at most. */
const mostPeriods = 60;
const fewestHeldOut = 50;

interface Frame {
  tacticId: string;
  name: string | null;
  windowDays: number;
  outcome: HistoryOutcome;
  windowMs: number;
  lookbackMs: number;
  nowMs: number;
  firstExposedAt: number;
  lastEventAt: number;
  firstEventAt: number;
  heldOut: number;
}

/** The study of a tactic's effect from the store: its rows, and the choices that a design needs. */
export async function tacticEffectStudy(
  engine: Engine,
  design: StudyDesign,
  choices: TacticStudyChoices,
  request: Partial<EffectStudyRequest>,
  now: number,
): Promise<TacticStudy> {
  if (design === "discontinuity")
    throw new AttuneError("bad-request", "A tactic has no cutoff; this design takes a file.", { path: "design" });
  const frame = await frameOf(engine, choices, now);
  const seed = choices.seed ?? "1";
  if (design === "did" || design === "synthetic-control" || design === "interrupted") {
    const panel = panelOf(engine, design, frame, choices);
    const rows = await engine.stores.analytics.query("person-panel", { ...panel.parameters }, patience);
    return {
      study: {
        kind: "panel-effect",
        rows,
        options: { ...panel.options, design, outcome: frame.outcome, currency: engine.business().currency, request },
        seed,
      },
      about: aboutOf(engine, frame, rows, {
        groupBy: panel.parameters.groupBy,
        periodDays: panel.options.periodMs / dayMs,
      }),
    };
  }
  const comparison = choices.comparison ?? (frame.heldOut >= fewestHeldOut ? "holdout" : "unexposed");
  const rows = await historiesOf(engine, frame, comparison, choices.graceMinutes ?? 60);
  const { outcome, windowMs, lookbackMs, nowMs } = frame;
  return {
    study: {
      kind: "person-effect",
      rows,
      options: {
        design,
        comparison,
        outcome,
        currency: engine.business().currency,
        windowMs,
        lookbackMs,
        nowMs,
        request,
      },
      seed,
    },
    about: aboutOf(engine, frame, rows, { comparison }),
  };
}

/**
 * The study of whom a tactic moves, from its own holdout. People whom models may not know, as they withdrew since, are left out of both arms, and counted: nothing is
 * learned from them.
 */
export async function tacticUpliftStudy(
  engine: Engine,
  choices: TacticStudyChoices,
  uplift: UpliftChoices,
  now: number,
  signal: AbortSignal,
): Promise<TacticStudy> {
  const frame = await frameOf(engine, choices, now);
  const found = await historiesOf(engine, frame, "holdout", 0);
  const rows = await rowsModelsMayKnow(engine, found, ({ profileId }) => String(profileId), signal);
  const { outcome, windowMs, lookbackMs, nowMs } = frame;
  return {
    study: { kind: "person-uplift", rows, options: { outcome, windowMs, lookbackMs, nowMs }, choices: uplift },
    about: {
      ...aboutOf(engine, frame, found, { comparison: "holdout" }),
      people: rows.length,
      withdrawn: found.length - rows.length,
    },
  };
}

/** What may be chosen of how a tactic's effect hangs on timing or on anything else. */
export interface ResponseChoices extends TacticStudyChoices {
  /** The event whose time before the first touch is the delay. */
  signal?: string;
  /** The event that says that what was looked at cannot be bought. */
  soldOut?: string;
  responseHours?: number;
}

/**
 * The study of how a tactic's effect hangs on delay, dose and order: of people, where enough were held out; else, or where it is asked for, of their
 * visits since the roll-out.
 */
export async function tacticTimingStudy(engine: Engine, choices: ResponseChoices, now: number): Promise<TacticStudy> {
  const frame = await frameOf(engine, choices, now);
  const comparison = choices.comparison ?? (frame.heldOut >= fewestHeldOut ? "holdout" : "unexposed");
  const { rows, options, signal } = await responsesOf(engine, frame, choices, 1, comparison);
  return {
    study: { kind: comparison === "holdout" ? "timing" : "visit-timing", rows, options: { ...options, signal } },
    about: aboutOf(engine, frame, rows, { comparison, signal, responseHours: options.responseMs / 3_600_000 }),
  };
}

/** The study of what else a tactic's effect hangs on. It follows people for a second window, in which orders may be missing. */
export async function tacticInteractionStudy(
  engine: Engine,
  choices: ResponseChoices,
  now: number,
): Promise<TacticStudy> {
  const frame = await frameOf(engine, choices, now);
  const { rows, options, mark } = await responsesOf(engine, frame, choices, 2, "holdout");
  return {
    study: { kind: "interactions", rows, options },
    about: aboutOf(engine, frame, rows, { soldOut: mark, responseHours: options.responseMs / 3_600_000 }),
  };
}

/** Pauses longer than this part visits. */
const visitGapMs = 30 * 60_000;

async function responsesOf(
  engine: Engine,
  frame: Frame,
  choices: ResponseChoices,
  windows: number,
  comparison: TacticComparison,
) {
  const { tacticId, outcome, windowMs, lookbackMs, nowMs, firstExposedAt } = frame;
  const signal = choices.signal ?? "Product Viewed";
  const mark = choices.soldOut ?? "Product Unavailable";
  const around = { tacticId, lookbackMs, horizonMs: windows * windowMs, signal, mark, limit: mostPeople };
  const visits = { fromMs: firstExposedAt - visitGapMs, untilMs: nowMs, graceMs: 0, gapMs: visitGapMs };
  const rows =
    comparison === "holdout"
      ? await engine.stores.analytics.query("tactic-histories", around, patience)
      : await engine.stores.analytics.query("visit-histories", { ...around, ...visits }, patience);
  const responseMs = (choices.responseHours ?? 24) * 3_600_000;
  return { rows, options: { tacticId, outcome, windowMs, responseMs, lookbackMs, nowMs }, signal, mark };
}

async function frameOf(engine: Engine, choices: TacticStudyChoices, now: number): Promise<Frame> {
  const { tacticId } = choices;
  await engine.settled(settleMs);
  const [span] = await engine.stores.analytics.query("tactic-span", { tacticId }, patience);
  const tactic = engine.playbook.tactics.find((candidate) => candidate.tacticId === tacticId);
  const { firstExposedAt, firstEventAt, lastEventAt, heldOut } = span ?? {};
  if (typeof firstExposedAt !== "string") {
    const known = engine.playbook.tactics.map((candidate) => candidate.tacticId).join(", ") || "none";
    throw tactic === undefined
      ? new AttuneError(
          "not-found",
          `no tactic "${tacticId}" in the playbook or the store; the playbook has: ${known}`,
          { path: "tacticId" },
        )
      : new AttuneError("conflict", `Nobody has been exposed to ${tacticId} yet, so there is nothing to study.`);
  }
  const windowDays = choices.windowDays ?? tactic?.windowDays ?? 7;
  const last = Number(lastEventAt ?? firstExposedAt);
  return {
    tacticId,
    name: tactic?.name ?? null,
    windowDays,
    outcome: choices.outcome ?? "revenue",
    windowMs: windowDays * dayMs,
    lookbackMs: (choices.lookbackDays ?? 90) * dayMs,
    // What is not in the store yet cannot be in an outcome.
    nowMs: Math.min(now, last + 1),
    firstExposedAt: Number(firstExposedAt),
    firstEventAt: Number(firstEventAt ?? firstExposedAt),
    lastEventAt: last,
    heldOut: Number(heldOut ?? 0),
  };
}

function historiesOf(
  engine: Engine,
  frame: Frame,
  comparison: TacticComparison,
  graceMinutes: number,
): Promise<StoreRows> {
  const { tacticId, lookbackMs, windowMs, firstExposedAt, nowMs } = frame;
  const around = { tacticId, lookbackMs, horizonMs: windowMs, signal: "", mark: "", limit: mostPeople };
  if (comparison === "holdout") return engine.stores.analytics.query("tactic-histories", around, patience);
  const graceMs = graceMinutes * 60_000;
  return engine.stores.analytics.query(
    "rollout-histories",
    { ...around, graceMs, fromMs: firstExposedAt - graceMs, untilMs: nowMs },
    patience,
  );
}

function panelOf(
  engine: Engine,
  design: "did" | "synthetic-control" | "interrupted",
  frame: Frame,
  choices: TacticStudyChoices,
) {
  const periodMs = (choices.periodDays ?? (design === "did" ? 7 : 1)) * dayMs;
  const rolledOutAt = startOfDay(frame.firstExposedAt, engine.business().timeZone);
  const known = Math.min(mostPeriods, Math.floor((rolledOutAt - frame.firstEventAt) / periodMs));
  // A segment is what was known before the panel begins, so half of the time before is for that.
  const before = choices.groupBy === "segment" ? Math.floor(known / 2) : known;
  const after = Math.floor((frame.nowMs - rolledOutAt) / periodMs);
  if (before < 1 || after < 1) {
    throw new AttuneError(
      "conflict",
      `Before and after the roll-out there must be a whole period of ${periodMs / dayMs} days; there are ${Math.max(0, before)} and ${Math.max(0, after)}.`,
    );
  }
  const fromMs = rolledOutAt - before * periodMs;
  const periods = before + after;
  return {
    options: {
      fromMs,
      periodMs,
      periods,
      firstExposedPeriod: before,
      ...(choices.rolledOut === undefined
        ? {}
        : { rolledOutAt: rollOutDates(choices.rolledOut, engine.business().timeZone) }),
    },
    parameters: {
      tacticId: frame.tacticId,
      groupBy: choices.groupBy ?? "device",
      fromMs,
      periodMs,
      periods,
      // Who came later has no time before it; the shop as a whole counts everybody.
      knownBeforeMs: design === "interrupted" ? frame.lastEventAt + 1 : rolledOutAt,
      limit: mostPeople,
    },
  };
}

function aboutOf(
  engine: Engine,
  frame: Frame,
  rows: StoreRows,
  more: { [key: string]: Json },
): { [key: string]: Json } {
  const { tacticId, name, windowDays, outcome, lookbackMs, nowMs } = frame;
  return {
    tactic: { id: tacticId, name },
    outcome,
    currency: outcome === "revenue" ? engine.business().currency : null,
    windowDays,
    lookbackDays: lookbackMs / dayMs,
    computedAt: new Date(nowMs).toISOString(),
    people: rows.length,
    isCutShort: rows.length >= mostPeople,
    ...more,
  };
}
