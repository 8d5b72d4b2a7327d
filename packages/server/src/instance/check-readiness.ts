import type { Instance } from "./instance.ts";

export interface Readiness {
  ready: boolean;
  checks: Array<{ name: string; ok: boolean; detail: string }>;
}

/**
 * Whether the instance should be sent traffic. It collects and decides without analytics, so a broken analytics process is told in its
 * check and does not make the instance unready; a store that cannot be written does.
 */
export async function checkReadiness(instance: Instance): Promise<Readiness> {
  if (instance.state !== "serving") {
    return { ready: false, checks: [{ name: "serving", ok: false, detail: `The server is ${instance.state}.` }] };
  }
  const [stores, analytics, projector] = await Promise.all([
    instance.engine.stores.health(),
    instance.engine.stores.analytics.health(),
    instance.engine.projector(),
  ]);
  const isRebuilding = instance.engine.isRebuilding();
  const behind = projector.head - projector.checkpoint;
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
    ],
  };
}
