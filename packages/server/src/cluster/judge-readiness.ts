import type { DecisionStoresHealth } from "@attune/store/cluster/decision-stores-health";
import type { Readiness } from "../instance/check-readiness.ts";

export interface DeciderStanding extends DecisionStoresHealth {
  isRebuilding: boolean;
  model: { registered: string | null; served: string | null };
  writerUrl: string | null;
}

/**
 * Whether a node that decides and does not write should be sent traffic: by its own connections and its own copies. Without a writer, or with a model that has
 * not come yet, it decides all the same: that is told, and does not make it unready.
 */
export function judgeDecider(standing: DeciderStanding): Readiness {
  const { redis, jetstream, definitions, isRebuilding, model, writerUrl } = standing;
  return {
    ready: redis.ok && jetstream.ok && definitions.ok && !isRebuilding,
    checks: [
      { name: "serving", ok: true, detail: "This node decides, and hands everything else on to the one that writes." },
      { name: "redis", ...redis },
      { name: "jetstream", ...jetstream },
      { name: "definitions", ...definitions },
      {
        name: "profiles",
        ok: !isRebuilding,
        detail: isRebuilding ? "They are being rebuilt from the log; nobody is decided on." : "They follow the log.",
      },
      { name: "model", ...aboutModel(model) },
      aboutWriter(writerUrl),
    ],
  };
}

/** The same of a node that decides nothing, or not yet. */
export function judgeHandingOn({ decides, writerUrl }: { decides: boolean; writerUrl: string | null }): Readiness {
  const detail = decides ? "This node cannot decide yet." : "This node hands on to those that decide and write.";
  return {
    ready: !decides && writerUrl !== null,
    checks: [{ name: "serving", ok: !decides, detail }, aboutWriter(writerUrl)],
  };
}

function aboutModel({ registered, served }: DeciderStanding["model"]) {
  if (registered === null) return { ok: true, detail: "No model of lists is in service." };
  if (registered === served) return { ok: true, detail: `${served} is served.` };
  return { ok: false, detail: `${registered} has not come to this node yet; ${served ?? "popular items"} stands in.` };
}

function aboutWriter(writerUrl: string | null) {
  const detail = writerUrl === null ? "No node writes at this moment: events wait." : `${writerUrl} writes.`;
  return { name: "writer", ok: writerUrl !== null, detail };
}
