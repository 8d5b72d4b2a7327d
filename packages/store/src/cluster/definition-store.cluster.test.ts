import { describeDefinitionStore } from "../contract/definition-store.suite.ts";
import { describeOnEngines } from "./testing/engines-under-test.ts";
import { openOnEngines } from "./testing/open-on-engines.ts";

describeOnEngines("on a cluster", (engines) => describeDefinitionStore(() => openOnEngines(engines)));
