import { createHash } from "node:crypto";
import type { Channel } from "@attune/engine/ports/channel";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { dayMs } from "@attune/math/time-units";
import type { AlertRules } from "@attune/model/alerts";
import type { Json } from "@attune/model/json";
import type { ChannelName } from "@attune/model/message";
import type { RegularReport, RegularReportKind } from "@attune/model/review";
import type { Playbook } from "@attune/model/tactic";
import { defaultAlerts } from "../config/read-alerts.ts";
import type { Instance } from "../instance/instance.ts";
import { monthVariance } from "./month-variance.ts";
import { reportPeriods } from "./report-periods.ts";
import { reviewText, scorecardsText, varianceText } from "./report-texts.ts";
import { fairnessReviewText, reviewFairness } from "./review-fairness.ts";
import { reviewNow } from "./review-now.ts";
import { teamScorecards } from "./team-scorecards.ts";

const kind = "regular-report";
const settingId = "regular-reports";
const mostReports = 10_000;
/** A mail that could not go out is tried again for so long. */
const triedForMs = 3 * dayMs;

/** The periods that were reported last. */
interface Made {
  week: string;
  month: string;
}

type Content = Pick<RegularReport, "text" | "report">;
type Channels = ReadonlyMap<ChannelName, Channel>;

/** The latest first. */
export async function listReports(definitions: DefinitionStore): Promise<RegularReport[]> {
  const kept = await definitions.list(kind, null, mostReports);
  const reports = kept.map(({ document }) => document as unknown as RegularReport);
  return reports.sort((a, b) => b.madeAt - a.madeAt || (a.reportId < b.reportId ? -1 : 1));
}

export async function findReport(definitions: DefinitionStore, reportId: string): Promise<RegularReport | undefined> {
  return (await definitions.get(kind, reportId)) as unknown as RegularReport | undefined;
}

/**
 * Makes what is due: the review of a week that is over, and a month's variance and scorecards. Each is on disk before it is mailed, and mailed once to
 * each: after a stop on the way the others get theirs. The first look only notes where it begins. Returns what was made.
 */
export async function makeReports(
  instance: Instance,
  channels: Channels,
  signal: AbortSignal,
): Promise<RegularReport[]> {
  const { engine, clock } = instance;
  const { definitions } = engine.stores;
  const { week, month } = reportPeriods(clock(), engine.business().timeZone);
  const last = (await definitions.get("setting", settingId)) as unknown as Made | undefined;
  const made: RegularReport[] = [];
  if (last !== undefined && last.week !== week) made.push(await makeReport(instance, "weekly-review", week, signal));
  if (last !== undefined && last.month !== month) {
    made.push(await makeReport(instance, "monthly-variance", month, signal));
    made.push(await makeReport(instance, "monthly-scorecards", month, signal));
  }
  if (last?.week !== week || last.month !== month) await definitions.put("setting", [[settingId, { week, month }]]);
  for (const report of await listReports(definitions))
    if (clock() - report.madeAt < triedForMs) await mail(report, instance, channels);
  return made;
}

async function makeReport(
  instance: Instance,
  reportKind: RegularReportKind,
  period: string,
  signal: AbortSignal,
): Promise<RegularReport> {
  const { text, report } = await contentOf[reportKind](instance, period, signal);
  const reportId = `${reportKind}-${period}`;
  const made: RegularReport = { reportId, kind: reportKind, period, madeAt: instance.clock(), text, report, sent: [] };
  await keep(instance.engine.stores.definitions, made);
  return made;
}

const contentOf: Record<RegularReportKind, (of: Instance, period: string, signal: AbortSignal) => Promise<Content>> = {
  "weekly-review": async (instance, _period, signal) => {
    const { engine, clock } = instance;
    const review = await reviewNow(engine, clock());
    const rules = engine.playbook.alerts?.fairness ?? null;
    if (rules === null) return { text: reviewText(review), report: review as unknown as Json };
    const fairness = await reviewFairness(instance, rules, signal);
    return {
      text: `${reviewText(review)}\n\n${fairnessReviewText(fairness)}`,
      report: { ...review, fairness } as unknown as Json,
    };
  },
  "monthly-scorecards": async ({ engine, clock }) => {
    const scorecards = await teamScorecards(engine, clock());
    return { text: scorecardsText(scorecards), report: scorecards as unknown as Json };
  },
  "monthly-variance": async (instance, period, signal) => {
    const report = await monthVariance(instance, period, signal);
    return { text: varianceText(report, period), report: report as unknown as Json };
  },
};

const titles: Record<RegularReportKind, string> = {
  "weekly-review": "What to do about each tactic",
  "monthly-variance": "Forecast and outcome",
  "monthly-scorecards": "Long-run margin by team",
};

async function mail(report: RegularReport, { engine }: Instance, channels: Channels): Promise<void> {
  const email = channels.get("email");
  if (email === undefined) return;
  const { playbook } = engine;
  let present = report;
  for (const to of receiversOf(playbook)) {
    const before = present.sent.find((one) => one.to === to);
    if (before !== undefined && before.outcome !== "later") continue;
    const { kind: outcome } = await email.send({
      deliveryId: `${report.reportId}-${createHash("sha256").update(to).digest("hex").slice(0, 12)}`,
      category: "transactional",
      to,
      message: {
        channel: "email",
        subject: `[${engine.business().name}] ${titles[report.kind]}, ${report.period}`,
        text: report.text,
        html: `<pre>${escaped(report.text)}</pre>`,
      },
    });
    present = { ...present, sent: [...present.sent.filter((one) => one.to !== to), { to, outcome }] };
    await keep(engine.stores.definitions, present);
  }
}

/** Who the playbook names for reports, and every owner who is an address. */
function receiversOf(playbook: Playbook): string[] {
  const rules: AlertRules = playbook.alerts ?? defaultAlerts;
  const owners = [
    rules.owner,
    ...Object.values(rules.owners),
    ...playbook.tactics.map(({ owner }) => owner),
    ...(playbook.journeys ?? []).map(({ owner }) => owner),
  ];
  return [...new Set([...rules.reports, ...owners.filter((owner) => owner?.includes("@"))])] as string[];
}

async function keep(definitions: DefinitionStore, report: RegularReport): Promise<void> {
  await definitions.put(kind, [[report.reportId, report as unknown as Json]]);
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
