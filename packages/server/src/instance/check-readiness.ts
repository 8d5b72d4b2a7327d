import { defaultAlerts } from "../config/read-alerts.ts";
import { deliveryTroubles } from "../deliver/delivery-troubles.ts";
import { entriesBehind } from "./entries-behind.ts";
import type { Instance } from "./instance.ts";

export interface Readiness {
  ready: boolean;
  checks: Array<{ name: string; ok: boolean; detail: string }>;
}

/**
 * Whether the instance should be sent traffic. It collects and decides without analytics, so a broken analytics process is told in its
 * check and does not make the instance unready, nor do messages that cannot go out; a store that cannot be written does.
 */
export async function checkReadiness(instance: Instance): Promise<Readiness> {
  if (instance.state !== "serving") {
    return { ready: false, checks: [{ name: "serving", ok: false, detail: `The server is ${instance.state}.` }] };
  }
  const { engine } = instance;
  const { thresholds } = engine.playbook.alerts ?? defaultAlerts;
  const [stores, analytics, projector, delivery] = await Promise.all([
    engine.stores.health(),
    engine.stores.analytics.health(),
    engine.projector(),
    deliveryTroubles(engine, thresholds, instance.clock()),
  ]);
  const isRebuilding = engine.isRebuilding();
  const behind = entriesBehind(engine, projector);
  return {
    ready: stores.writable && !isRebuilding,
    checks: [
      { name: "serving", ok: true, detail: "The server accepts requests." },
      { name: "store", ok: stores.writable, detail: stores.detail },
      {
        name: "profiles",
        ok: !isRebuilding,
        detail: isRebuilding ? "They are being rebuilt from the log; events wait." : "They follow the log.",
      },
      { name: "analytics", ok: analytics.available, detail: analytics.detail },
      {
        name: "projector",
        ok: projector.trouble === null,
        detail: projector.trouble ?? `Analytics is ${behind} log entries behind.`,
      },
      // Whoever may ask whether this instance is ready may not know what mail servers say of whom.
      {
        name: "messages",
        ok: delivery.length === 0,
        detail:
          delivery.length === 0 ? "Nothing keeps them back." : "Something keeps them back; `attune doctor` says what.",
      },
    ],
  };
}
