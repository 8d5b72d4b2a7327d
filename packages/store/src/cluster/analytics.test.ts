import type { Analytics } from "@attune/engine/ports/analytics";
import { afterAll, beforeAll, describe } from "vitest";
import { describeAnalytics } from "../contract/analytics.suite.ts";
import { describeMeasurementQueries } from "../contract/measurement-queries.suite.ts";
import { describeNamedQueries } from "../contract/named-queries.suite.ts";
import { createClusterAnalytics } from "./analytics.ts";
import { type ClickHouseUnderTest, startClickHouse } from "./testing/start-clickhouse.ts";

describe("cluster", () => {
  let server: ClickHouseUnderTest;
  beforeAll(async () => {
    server = await startClickHouse();
    process.stdout.write(`cluster analytics: tested through @clickhouse/client over HTTP on ${server.described}\n`);
  });
  afterAll(() => server.close());
  const open = (): Analytics => createClusterAnalytics(server.settings);

  describeAnalytics(open);
  describeNamedQueries(open);
  describeMeasurementQueries(open);
});
