import { describe } from "vitest";
import { describeJourneyStore } from "../contract/journey-store.suite.ts";
import { openTemporary } from "./open-temporary.ts";

describe("embedded", () => describeJourneyStore(() => openTemporary()));
