import { describe } from "vitest";
import { describeDefinitionStore } from "../contract/definition-store.suite.ts";
import { openTemporary } from "./open-temporary.ts";

describe("embedded", () => describeDefinitionStore(() => openTemporary()));
