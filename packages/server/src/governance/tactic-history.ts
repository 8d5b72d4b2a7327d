import type { Engine } from "@attune/engine/runtime/engine";
import type { Review, TacticHistoryEntry } from "@attune/model/review";
import { parse } from "yaml";
import { createRevisions } from "../playbook/revisions.ts";
import { listLearnings } from "./learnings.ts";
import { listReports } from "./regular-reports.ts";

const mostRevisions = 500;
const mostLearnings = 100_000;

/** All that was decided and learned about one tactic or journey, the earliest first: how it was declared, its verdicts, its experiments, stops and lessons. */
export async function tacticHistory(engine: Engine, tacticId: string): Promise<TacticHistoryEntry[]> {
  const { definitions } = engine.stores;
  const entries = [
    ...(await declarations(engine, tacticId)),
    ...(await listReports(definitions)).flatMap(({ kind, period, madeAt, report }): TacticHistoryEntry[] => {
      if (kind !== "weekly-review") return [];
      const verdict = (report as unknown as Review).verdicts.find((one) => one.tacticId === tacticId);
      if (verdict === undefined) return [];
      return [
        { at: madeAt, what: "verdict", by: `review of ${period}`, told: `${verdict.verdict}: ${verdict.reason}` },
      ];
    }),
    ...(await listLearnings(definitions, mostLearnings)).flatMap((one): TacticHistoryEntry[] =>
      one.tacticId === tacticId
        ? [{ at: one.at, what: "learning", by: one.by, told: `${one.decision}: ${one.text}` }]
        : [],
    ),
    ...engine.tacticStops
      .list()
      .filter((stop) => stop.tacticId === tacticId)
      .map(({ at, by, reason }): TacticHistoryEntry => ({ at, what: "stop", by, told: reason })),
    ...experiments(engine, tacticId),
  ];
  return entries.sort((a, b) => a.at - b.at);
}

function experiments(engine: Engine, tacticId: string): TacticHistoryEntry[] {
  return engine.experiments.list().flatMap(({ experiment, run }): TacticHistoryEntry[] => {
    if (experiment.tacticId !== tacticId || run === null) return [];
    const { experimentId } = experiment;
    const begun = {
      at: run.startedAt,
      what: "experiment" as const,
      by: run.startedBy,
      told: `${experimentId} started`,
    };
    if (run.endedAt === undefined) return [begun];
    const how = run.status === "shipped" ? `shipped ${run.shown}` : "stopped";
    const told = `${experimentId} ${how}${run.reason === undefined ? "" : `: ${run.reason}`}`;
    return [begun, { at: run.endedAt, what: "experiment", by: run.endedBy ?? "", told }];
  });
}

/** Revisions of the playbook in which its entry is another than before. */
async function declarations(engine: Engine, tacticId: string): Promise<TacticHistoryEntry[]> {
  const revisions = await createRevisions(engine.stores.definitions).list(null, mostRevisions);
  const found: TacticHistoryEntry[] = [];
  let before: string | null = null;
  for (const { revision, at, author, note, text } of revisions.reverse()) {
    const entry = entryIn(text, tacticId);
    if (entry === before) continue;
    const change = before === null ? "declared" : entry === null ? "taken out" : "changed";
    const why = note === "" ? "" : `: ${note}`;
    found.push({ at, what: "playbook", by: author, told: `${change} in revision ${revision}${why}` });
    before = entry;
  }
  return found;
}

function entryIn(text: string, tacticId: string): string | null {
  const file = parse(text) as { tactics?: Record<string, unknown>; journeys?: Record<string, unknown> } | null;
  for (const entries of [file?.tactics, file?.journeys])
    if (entries !== undefined && Object.hasOwn(entries, tacticId)) return JSON.stringify(entries[tacticId]);
  return null;
}
