import { describe } from "vitest";
import { describeLiveState } from "../contract/live-state.suite.ts";
import { openTemporary } from "./open-temporary.ts";

describe("embedded", () => describeLiveState(() => openTemporary()));
