import { describe } from "vitest";
import { describeMembershipStore } from "../contract/membership-store.suite.ts";
import { openTemporary } from "./open-temporary.ts";

describe("embedded", () => describeMembershipStore(() => openTemporary()));
