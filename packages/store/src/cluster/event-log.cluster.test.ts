import { describeEventLog } from "../contract/event-log.suite.ts";
import { describeOnEngines } from "./testing/engines-under-test.ts";
import { openOnEngines } from "./testing/open-on-engines.ts";

describeOnEngines("on a cluster", (engines) => describeEventLog(() => openOnEngines(engines)));
