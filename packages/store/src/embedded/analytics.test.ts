import type { Analytics } from "@attune/engine/ports/analytics";
import { describe } from "vitest";
import { describeAnalytics } from "../contract/analytics.suite.ts";
import { describeNamedQueries } from "../contract/named-queries.suite.ts";
import { openTemporary } from "./open-temporary.ts";

describe("embedded", () => {
  describeAnalytics(openAnalytics);
  describeNamedQueries(openAnalytics);
});

function openAnalytics(): Analytics {
  const stores = openTemporary();
  return { ...stores.analytics, close: () => stores.close() };
}
