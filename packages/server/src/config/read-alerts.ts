import { type AlertRules, type AlertsEntry, defaultThresholds, type FairnessRules } from "@attune/model/alerts";
import type { Playbook } from "@attune/model/tactic";

/** Where the playbook says nothing of alerts: the usual thresholds, and nobody is told but who asks. */
export const defaultAlerts: AlertRules = readAlerts({});

/** `alerts:` with its defaults. */
export function readAlerts(entry: AlertsEntry): AlertRules {
  const { freshness = {}, thresholds = {}, owner = null, owners = {}, escalate, reports = [], fairness } = entry;
  return {
    freshnessHours: freshness,
    thresholds: { ...defaultThresholds, ...thresholds },
    owner,
    owners: owners as AlertRules["owners"],
    to: { email: entry.email ?? [], webhook: entry.webhook ?? null },
    escalation:
      escalate === undefined
        ? null
        : { afterHours: escalate.afterHours, email: escalate.email ?? [], webhook: escalate.webhook ?? null },
    reports,
    fairness: fairness === undefined ? null : { traits: fairness.traits, itemGroup: fairness.itemGroup ?? null },
  };
}

/** As attune.yaml writes them; nothing where the playbook has none. */
export function alertsEntry({ alerts }: Playbook): { alerts?: AlertsEntry } {
  if (alerts === undefined) return {};
  const { freshnessHours, thresholds, owner, owners, to, escalation, reports, fairness } = alerts;
  return {
    alerts: {
      freshness: freshnessHours,
      thresholds,
      ...(owner === null ? {} : { owner }),
      owners,
      ...receiversEntry(to),
      ...(escalation === null
        ? {}
        : { escalate: { afterHours: escalation.afterHours, ...receiversEntry(escalation) } }),
      reports: [...reports],
      ...(fairness === null ? {} : { fairness: fairnessEntry(fairness) }),
    },
  };
}

function fairnessEntry({ traits, itemGroup }: FairnessRules) {
  return { traits: [...traits], ...(itemGroup === null ? {} : { itemGroup }) };
}

function receiversEntry({ email, webhook }: AlertRules["to"]) {
  return { email: [...email], ...(webhook === null ? {} : { webhook }) };
}
