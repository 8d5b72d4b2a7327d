import { describe, inject } from "vitest";
import { describeJourneyStore } from "../contract/journey-store.suite.ts";
import { describeMembershipStore } from "../contract/membership-store.suite.ts";
import { describeQuarantine } from "../contract/quarantine.suite.ts";
import { describeScoreStore } from "../contract/score-store.suite.ts";
import { openStateStores } from "./testing/open-state-stores.ts";

const engines = inject("engines");

/** Those that ask nothing of the log; `live-state.cluster.test.ts` is over both engines. */
describe.skipIf(engines === null)("state in Redis Cluster, under a log in memory", () => {
  const open = () => openStateStores(engines!.redis);
  describeMembershipStore(open);
  describeScoreStore(open);
  describeJourneyStore(open);
  describeQuarantine(open);
});
