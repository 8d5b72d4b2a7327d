import { describe } from "vitest";
import { describeQuarantine } from "../contract/quarantine.suite.ts";
import { openMemoryStores } from "./stores.ts";

describe("in memory", () => describeQuarantine(openMemoryStores));
