import { hourMs } from "@attune/math/time-units";
import type { Alert, AlertReceivers, AlertRules, AlertSignal } from "@attune/model/alerts";

/** Something that is wrong now. */
export interface Observation {
  signal: AlertSignal;
  subject: string;
  message: string;
  action: string;
}

/** What is to be written and who is to be told; carried out by the job. */
export interface AlertChanges {
  alerts: Alert[];
  tell: Array<{ alert: Alert; why: "opened" | "escalated" | "ended"; to: AlertReceivers }>;
}

/** Something that comes back within so long is the same alert: a value at its limit would otherwise be told again and again. */
const quietMs = hourMs;
/** Ended alerts are kept so long. */
const keptMs = 90 * 24 * hourMs;

/**
 * One alert for each signal and subject: opened when it is first seen, told once, escalated once where nobody acknowledged, ended when it is seen no
 * more. What could not be handed over is not told again; the list of alerts and the log have it.
 */
export function raiseAlerts(
  known: readonly Alert[],
  seen: readonly Observation[],
  rules: AlertRules,
  now: number,
): AlertChanges {
  const present = new Map(seen.map((observation) => [idOf(observation), observation]));
  const byId = new Map(
    known.filter(({ endedAt }) => endedAt === null || now - endedAt < keptMs).map((a) => [a.alertId, a]),
  );
  const changes: AlertChanges = { alerts: [], tell: [] };

  for (const [alertId, { signal, subject, message, action }] of present) {
    const before = byId.get(alertId);
    const isSame = before !== undefined && (before.endedAt === null || now - before.endedAt < quietMs);
    const owner = rules.owners[signal] ?? rules.owner;
    const alert: Alert = isSame
      ? { ...before, message, action, owner, lastSeenAt: now, endedAt: null }
      : {
          alertId,
          signal,
          subject,
          message,
          action,
          owner,
          openedAt: now,
          lastSeenAt: now,
          endedAt: null,
          acknowledged: null,
          toldAt: null,
          escalatedAt: null,
        };
    byId.set(alertId, alert);
    if (alert.toldAt === null) {
      alert.toldAt = now;
      changes.tell.push({ alert, why: "opened", to: rules.to });
    }
    if (isDue(alert, rules, now)) {
      alert.escalatedAt = now;
      changes.tell.push({ alert, why: "escalated", to: rules.escalation! });
    }
  }
  for (const [alertId, alert] of byId) {
    if (alert.endedAt !== null || present.has(alertId)) continue;
    const ended = { ...alert, endedAt: now };
    byId.set(alertId, ended);
    changes.tell.push({ alert: ended, why: "ended", to: rules.to });
  }
  changes.alerts = [...byId.values()];
  return changes;
}

function isDue({ acknowledged, escalatedAt, openedAt }: Alert, { escalation }: AlertRules, now: number): boolean {
  if (escalation === null || acknowledged !== null || escalatedAt !== null) return false;
  return now - openedAt >= escalation.afterHours * hourMs;
}

function idOf({ signal, subject }: Observation): string {
  return `${signal}:${subject}`;
}
