import { describe } from "vitest";
import { describeMembershipStore } from "../contract/membership-store.suite.ts";
import { openMemoryStores } from "./stores.ts";

describe("memory", () => describeMembershipStore(() => openMemoryStores()));
