import type { AlertSignal, AlertsEntry } from "@attune/model/alerts";
import { alertSignals } from "@attune/model/alerts";

/** Who looks after what, and who is told, as a form holds it; empty: nobody. */
export interface AlertsForm {
  owner: string;
  owners: Record<AlertSignal, string>;
  /** Parted by commas. */
  email: string;
  webhook: string;
  escalateHours: string;
  escalateEmail: string;
  reports: string;
}

export const signalWords: Record<AlertSignal, string> = {
  freshness: "A source is silent",
  "signal-quality": "A source sends badly",
  quarantine: "Much is set aside",
  "analytics-lag": "Analytics is behind",
  "decision-latency": "Decisions are slow",
  delivery: "Messages fail or wait",
  model: "A training is late",
  "model-accuracy": "A model has become worse",
  calibration: "Forecasts' intervals do not hold",
  drift: "People or products have changed",
  guardrail: "A tactic was stopped",
  "device-harm": "A tactic loses on one device",
};

export function alertsForm(entry: AlertsEntry = {}): AlertsForm {
  const { owner = "", owners = {}, email = [], webhook = "", escalate, reports = [] } = entry;
  const named = owners as Partial<Record<AlertSignal, string>>;
  return {
    owner,
    owners: Object.fromEntries(alertSignals.map((signal) => [signal, named[signal] ?? ""])) as AlertsForm["owners"],
    email: email.join(", "),
    webhook,
    escalateHours: escalate === undefined ? "" : String(escalate.afterHours),
    escalateEmail: (escalate?.email ?? []).join(", "),
    reports: reports.join(", "),
  };
}

/** The entry that a form says; what it does not ask for (limits, freshness, fairness, where else it escalates) stays. Null where nothing is left. */
export function alertsEntry(form: AlertsForm, before: AlertsEntry = {}): AlertsEntry | null {
  const {
    owner: _owner,
    owners: _owners,
    email: _email,
    webhook: _webhook,
    reports: _reports,
    escalate,
    ...rest
  } = before;
  const { email: _told, afterHours: _after, ...elsewhere } = escalate ?? {};
  const owners = Object.fromEntries(Object.entries(form.owners).flatMap(([signal, who]) => said(signal, who.trim())));
  const escalation = { ...Object.fromEntries(said("email", addresses(form.escalateEmail))), ...elsewhere };
  const entry = {
    ...Object.fromEntries([
      ...said("owner", form.owner.trim()),
      ...said("owners", owners),
      ...said("email", addresses(form.email)),
      ...said("webhook", form.webhook.trim()),
      ...said("reports", addresses(form.reports)),
    ]),
    ...(Number(form.escalateHours) > 0 && Object.keys(escalation).length > 0
      ? { escalate: { afterHours: Number(form.escalateHours), ...escalation } }
      : {}),
    ...rest,
  };
  return Object.keys(entry).length === 0 ? null : entry;
}

function said(name: string, value: string | object): Array<[string, string | object]> {
  return (typeof value === "string" ? value : Object.keys(value)).length === 0 ? [] : [[name, value]];
}

function addresses(text: string): string[] {
  return text
    .split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "");
}
