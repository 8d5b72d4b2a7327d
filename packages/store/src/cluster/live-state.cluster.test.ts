import { describeLiveState } from "../contract/live-state.suite.ts";
import { describeOnEngines } from "./testing/engines-under-test.ts";
import { openOnEngines } from "./testing/open-on-engines.ts";

describeOnEngines("on a cluster", (engines) => describeLiveState(() => openOnEngines(engines)));
