import type { Analytics } from "@attune/engine/ports/analytics";
import { describe } from "vitest";
import { openTemporary } from "../embedded/open-temporary.ts";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import { describeMeasurementQueries } from "./measurement-queries.suite.ts";

describe("embedded", () => describeMeasurementQueries(openEmbedded));
describe("memory", () => describeMeasurementQueries(createMemoryAnalytics));

function openEmbedded(): Analytics {
  const stores = openTemporary();
  return { ...stores.analytics, close: () => stores.close() };
}
