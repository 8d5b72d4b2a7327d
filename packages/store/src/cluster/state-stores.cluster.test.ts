import { describe, inject } from "vitest";
import { describeJourneyStore } from "../contract/journey-store.suite.ts";
import { describeLiveState } from "../contract/live-state.suite.ts";
import { describeMembershipStore } from "../contract/membership-store.suite.ts";
import { describeQuarantine } from "../contract/quarantine.suite.ts";
import { describeScoreStore } from "../contract/score-store.suite.ts";
import { openStateStores } from "./testing/open-state-stores.ts";

const engines = inject("engines");

describe.skipIf(engines === null)("state in Redis Cluster, under a log in memory", () => {
  const open = () => openStateStores(engines!.redis);
  describeLiveState(open);
  describeMembershipStore(open);
  describeScoreStore(open);
  describeJourneyStore(open);
  describeQuarantine(open);
});
