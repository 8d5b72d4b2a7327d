import { describe } from "vitest";
import { describeDefinitionStore } from "../contract/definition-store.suite.ts";
import { openMemoryStores } from "./stores.ts";

describe("in memory", () => describeDefinitionStore(openMemoryStores));
