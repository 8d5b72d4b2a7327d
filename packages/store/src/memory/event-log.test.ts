import { describe } from "vitest";
import { describeEventLog } from "../contract/event-log.suite.ts";
import { openMemoryStores } from "./stores.ts";

describe("in memory", () => describeEventLog(openMemoryStores));
