import { describe } from "vitest";
import { describeQuarantine } from "../contract/quarantine.suite.ts";
import { openTemporary } from "./open-temporary.ts";

describe("embedded", () => describeQuarantine(() => openTemporary()));
