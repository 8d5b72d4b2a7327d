import { describe } from "vitest";
import { describeEventLog } from "../contract/event-log.suite.ts";
import { openTemporary } from "./open-temporary.ts";

describe("embedded", () => describeEventLog(() => openTemporary()));
