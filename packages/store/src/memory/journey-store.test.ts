import { describe } from "vitest";
import { describeJourneyStore } from "../contract/journey-store.suite.ts";
import { openMemoryStores } from "./stores.ts";

describe("in memory", () => describeJourneyStore(openMemoryStores));
