import type { Metrics } from "../http/metrics.ts";
import { requireServing } from "../http/require-serving.ts";
import type { Instance } from "../instance/instance.ts";
import type { FrontNeeds } from "./attend-front.ts";

/** What an instance gives its front, and takes from it. */
export function needsOfFront(instance: Instance, metrics: Metrics): FrontNeeds {
  return {
    async decide(request) {
      requireServing(instance);
      return instance.engine.decide(request);
    },
    followAccounts: instance.accounts.follow,
    answered(tallies, keyIds) {
      for (const tally of tallies) for (const seconds of tally.seconds) metrics.answered(tally, seconds);
      for (const keyId of keyIds) instance.accounts.keys.noteUse(keyId);
    },
  };
}
