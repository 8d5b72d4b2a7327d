import { describe } from "vitest";
import { describeLiveState } from "../contract/live-state.suite.ts";
import { openMemoryStores } from "./stores.ts";

describe("in memory", () => describeLiveState(openMemoryStores));
