import { describe } from "vitest";
import { describeScoreStore } from "../contract/score-store.suite.ts";
import { openTemporary } from "./open-temporary.ts";

describe("embedded", () => describeScoreStore(() => openTemporary()));
