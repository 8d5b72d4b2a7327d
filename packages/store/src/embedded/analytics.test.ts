import { describe } from "vitest";
import { describeAnalytics } from "../contract/analytics.suite.ts";
import { openTemporary } from "./open-temporary.ts";

describe("embedded", () =>
  describeAnalytics(() => {
    const stores = openTemporary();
    return { ...stores.analytics, close: () => stores.close() };
  }));
