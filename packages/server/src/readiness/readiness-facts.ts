import type { Engine } from "@attune/engine/runtime/engine";
import { dayMs } from "@attune/math/time-units";
import type { PageTiming } from "@attune/model/page-timings";
import type { HoldoutReport, TacticReport } from "@attune/model/report";
import type { SourceAudit } from "@attune/model/source-audit";
import type { Playbook } from "@attune/model/tactic";
import { defaultAlerts } from "../config/read-alerts.ts";
import { type DeliveryTrouble, deliveryTroubles } from "../deliver/delivery-troubles.ts";
import { hasOwnLearning } from "../governance/learnings.ts";
import { createRevisions } from "../playbook/revisions.ts";
import { samplePeople } from "../playbook/sample-people.ts";
import { auditSources } from "../quality/audit-sources.ts";
import { allTacticReports, holdoutReport } from "../report/effect-reports.ts";
import { busiestTiming, pageTimings } from "../report/page-timings.ts";

/** What the system itself knows that bears upon readiness and the first thirty days. */
export interface ReadinessFacts {
  playbook: Playbook;
  audit: SourceAudit;
  /** ISO; null: nothing came in yet. */
  firstReceivedAt: string | null;
  people: {
    sampled: number;
    /** Known by a user id, an e-mail address, a phone number or a loyalty id. */
    reachable: number;
    /** With a browser or device and such an identifier in one profile. */
    unified: number;
    /** Profiles that hold what was two. */
    merged: number;
    withEmail: number;
    withOrder: number;
    withEmailAndOrder: number;
    consentKnown: number;
    visitorsPerMonth: number;
  };
  items: number;
  reports: readonly TacticReport[];
  holdout: HoldoutReport;
  experiments: { running: number; ended: number };
  /** In the last thirty days. */
  revisions: number;
  learnings: boolean;
  messagesSent: number;
  /** What keeps messages from their people now. */
  messageTroubles: readonly DeliveryTrouble[];
  /** Of decisions since the start; null where too few were asked. */
  decisions: { count: number; shareWithin50Ms: number } | null;
  /** How soon slots are filled in real browsers, by the device with most pages; null where too few were measured. */
  slots: PageTiming | null;
}

const mostSampled = 2_000;
const days = 30;
const reaching: ReadonlySet<string> = new Set(["user_id", "email", "phone", "loyalty_id"]);
const ownDevice: ReadonlySet<string> = new Set(["anonymous_id", "device_id"]);
const revisionsRead = 100;
const deliveriesRead = 1_000;

export async function readinessFacts(
  engine: Engine,
  decisions: ReadinessFacts["decisions"],
  now: number,
): Promise<ReadinessFacts> {
  const { playbook, stores } = engine;
  const [audit, { tactics: reports }, holdout, timings] = await Promise.all([
    auditSources(engine, days, now),
    allTacticReports(engine, now),
    holdoutReport(engine, now),
    pageTimings(engine, days, now),
  ]);
  const { firstEventAt } = await firstReceived(engine);
  const runs = engine.experiments.list().flatMap(({ run }) => (run === null ? [] : [run]));
  const revisions = await createRevisions(stores.definitions).list(null, revisionsRead);
  const deliveries = await stores.journeys.deliveries(null, deliveriesRead);
  return {
    playbook,
    audit,
    firstReceivedAt: firstEventAt,
    people: await lookAtPeople(engine, now),
    items: engine.catalogue.count(),
    reports,
    holdout,
    experiments: {
      running: runs.filter(({ status }) => status === "running").length,
      ended: runs.filter(({ status }) => status !== "running").length,
    },
    revisions: revisions.filter(({ at }) => at >= now - days * dayMs).length,
    learnings: await hasOwnLearning(stores.definitions),
    messagesSent: deliveries.filter(({ outcome }) => outcome === "sent").length,
    messageTroubles: await deliveryTroubles(engine, (playbook.alerts ?? defaultAlerts).thresholds, now),
    decisions,
    slots: busiestTiming(timings, "slot_ms"),
  };
}

/** The log's first event. */
async function firstReceived({ stores }: Engine): Promise<{ firstEventAt: string | null }> {
  const entries = await stores.log.read(1, 1_000);
  const first = entries.find((entry) => entry.kind === "event");
  return { firstEventAt: first === undefined ? null : new Date(first.event.receivedAt).toISOString() };
}

async function lookAtPeople(engine: Engine, now: number): Promise<ReadinessFacts["people"]> {
  const people = {
    reachable: 0,
    unified: 0,
    merged: 0,
    withEmail: 0,
    withOrder: 0,
    withEmailAndOrder: 0,
    consentKnown: 0,
  };
  let active = 0;
  const sampled = await samplePeople(engine, mostSampled, ({ identities, merges, commerce, consent, lastSeenAt }) => {
    const isReachable = identities.some(({ namespace }) => reaching.has(namespace));
    const hasEmail = identities.some(({ namespace }) => namespace === "email");
    if (isReachable) people.reachable += 1;
    if (isReachable && identities.some(({ namespace }) => ownDevice.has(namespace))) people.unified += 1;
    if (merges.length > 0) people.merged += 1;
    if (hasEmail) people.withEmail += 1;
    if (commerce.orderCount > 0) people.withOrder += 1;
    if (hasEmail && commerce.orderCount > 0) people.withEmailAndOrder += 1;
    if (Object.keys(consent).length > 0) people.consentKnown += 1;
    if (lastSeenAt >= now - days * dayMs) active += 1;
  });
  const scale = sampled === 0 ? 0 : (await engine.stores.state.profileCount()) / sampled;
  return { ...people, sampled, visitorsPerMonth: Math.round(active * scale) };
}
