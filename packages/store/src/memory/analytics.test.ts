import { describe } from "vitest";
import { describeAnalytics } from "../contract/analytics.suite.ts";
import { describeNamedQueries } from "../contract/named-queries.suite.ts";
import { createMemoryAnalytics } from "./analytics.ts";

describe("in memory", () => {
  describeAnalytics(createMemoryAnalytics);
  describeNamedQueries(createMemoryAnalytics);
});
