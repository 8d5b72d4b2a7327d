import type { Alert } from "@attune/model/alerts";
import type { ExperimentView } from "../api/experiments.ts";
import type { Doctor } from "../api/system.ts";
import { routeTo } from "../app/route-address.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";

/** Something that a person should look at, and where. */
export interface Attention {
  severity: "warn" | "error";
  message: string;
  remedy: string | null;
  route: string;
  /** Of an alert that somebody can take upon themselves. */
  alertId?: string;
}

/**
 * What needs attention now, the worst first: the doctor's findings, what models were told of drift, experiments that changed under way, alerts that nobody looks after. Of the quarantine the console speaks in its own words, since
 * here the way to mend it is a page, not a command. What an alert tells, the doctor's finding does not tell again, nor once somebody looks after it.
 */
export function attentionOf(
  { findings, stores }: Pick<Doctor, "findings" | "stores">,
  alarms: ReadonlyArray<{ message: string }> = [],
  experiments: ReadonlyArray<Pick<ExperimentView, "experimentId" | "name" | "status" | "isChangedSinceStart">> = [],
  alerts: ReadonlyArray<Pick<Alert, "alertId" | "message" | "action" | "endedAt" | "acknowledged">> = [],
): Attention[] {
  const found: Attention[] = [];
  const open = alerts.filter(({ endedAt }) => endedAt === null);
  const toldByAlerts = new Set(open.map(({ message }) => message));
  const isError = (said: string) => findings.some(({ severity, message }) => severity === "error" && message === said);
  for (const { alertId, message, action, acknowledged } of open) {
    if (acknowledged !== null) continue;
    found.push({ severity: isError(message) ? "error" : "warn", message, remedy: action, route: "#/health", alertId });
  }
  for (const { message } of alarms) found.push({ severity: "warn", message, remedy: null, route: "#/models" });
  for (const { experimentId, name, status, isChangedSinceStart } of experiments) {
    if (status === "running" && isChangedSinceStart)
      found.push({
        severity: "warn",
        message: `${name} says something else in the playbook since its start.`,
        remedy: "What was locked at the start counts.",
        route: routeTo("experiments", experimentId),
      });
  }
  for (const { severity, message, remedy } of findings) {
    if (severity !== "ok" && !message.includes("in quarantine") && !toldByAlerts.has(message))
      found.push({ severity, message, remedy, route: "#/health" });
  }
  const held = Object.values(stores.quarantined).reduce((sum, count) => sum + count, 0);
  if (held > 0) {
    found.push({
      severity: "warn",
      message: `${formatCount(held)} ${plural(held, "event is", "events are")} in quarantine.`,
      remedy: "They are kept whole. Mend their cause, then replay them.",
      route: "#/quarantine",
    });
  }
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

const rank = { error: 0, warn: 1 };
