import { describe } from "vitest";
import { describeScoreStore } from "../contract/score-store.suite.ts";
import { openMemoryStores } from "./stores.ts";

describe("in memory", () => describeScoreStore(openMemoryStores));
