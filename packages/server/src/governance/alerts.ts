import type { Channel } from "@attune/engine/ports/channel";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { Alert } from "@attune/model/alerts";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { ChannelName } from "@attune/model/message";
import { defaultAlerts } from "../config/read-alerts.ts";
import type { Instance } from "../instance/instance.ts";
import { observeSignals } from "./observe-signals.ts";
import { type AlertChanges, raiseAlerts } from "./raise-alerts.ts";

const kind = "alert";
const mostAlerts = 10_000;

/** Open ones first, then by when they were opened, the latest first. */
export async function listAlerts(definitions: DefinitionStore): Promise<Alert[]> {
  const kept = await definitions.list(kind, null, mostAlerts);
  const alerts = kept.map(({ document }) => document as unknown as Alert);
  return alerts.sort((a, b) => Number(a.endedAt !== null) - Number(b.endedAt !== null) || b.openedAt - a.openedAt);
}

/** Somebody looks after it: it is not escalated. */
export async function acknowledgeAlert(
  definitions: DefinitionStore,
  alertId: string,
  by: string,
  now: number,
): Promise<Alert> {
  const alert = (await definitions.get(kind, alertId)) as unknown as Alert | undefined;
  if (alert === undefined) throw new AttuneError("not-found", `There is no alert "${alertId}".`, { path: "id" });
  const acknowledged: Alert = { ...alert, acknowledged: alert.acknowledged ?? { at: now, by } };
  await definitions.put(kind, [[alertId, acknowledged as unknown as Json]]);
  return acknowledged;
}

/** Looks at all signals once, writes down what changed, and tells whom the playbook names. Returns what was told. */
export async function lookForAlerts(
  instance: Instance,
  channels: ReadonlyMap<ChannelName, Channel>,
  decisions: { count: number; shareWithin50Ms: number } | null,
): Promise<AlertChanges["tell"]> {
  const { engine, clock } = instance;
  const { definitions } = engine.stores;
  const rules = engine.playbook.alerts ?? defaultAlerts;
  const seen = await observeSignals(instance, rules, decisions);
  const known = await listAlerts(definitions);
  const { alerts, tell } = raiseAlerts(known, seen, rules, clock());
  const kept = new Set(alerts.map(({ alertId }) => alertId));
  // On disk before anybody is told: a crash tells nothing twice.
  await definitions.put(
    kind,
    alerts.map((alert) => [alert.alertId, alert as unknown as Json] as const),
  );
  await definitions.delete(
    kind,
    known.flatMap(({ alertId }) => (kept.has(alertId) ? [] : [alertId])),
  );
  for (const told of tell) await send(told, channels, engine.business().name);
  return tell;
}

async function send(
  { alert, why, to }: AlertChanges["tell"][number],
  channels: ReadonlyMap<ChannelName, Channel>,
  business: string,
): Promise<void> {
  const deliveryId = `alert-${why}-${alert.openedAt}-${alert.alertId.replace(/[^A-Za-z0-9_-]/g, "_")}`.slice(0, 100);
  const subject = `[${business}] ${why === "ended" ? "over" : why}: ${alert.signal} ${alert.subject}`.trim();
  const owner = alert.owner === null ? "" : `\n\nOwner: ${alert.owner}`;
  const text = `${alert.message}\n\n${alert.action}${owner}`;
  const message = { channel: "email", subject, text, html: `<pre>${escaped(text)}</pre>` } as const;
  const common = { deliveryId, category: "transactional" } as const;
  for (const address of to.email) await channels.get("email")?.send({ ...common, to: address, message });
  if (to.webhook !== null) {
    const payload = { why, alert: alert as unknown as Json };
    await channels.get("webhook")?.send({ ...common, to: to.webhook, message: { channel: "webhook", payload } });
  }
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
