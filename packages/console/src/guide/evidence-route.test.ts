import { expect, test } from "vitest";
import { evidenceRoute } from "./evidence-route.ts";

test("an address of the API leads to the view that shows it, the longest beginning first", () => {
  expect(evidenceRoute("/v1/playbook/revisions")).toBe("#/playbook/history");
  expect(evidenceRoute("/v1/playbook")).toBe("#/playbook");
  expect(evidenceRoute("/v1/collect/audit")).toBe("#/sources");
});

test("what no view shows stays an address of the API, below wherever the console is served", () => {
  expect(evidenceRoute("/v1/somewhere")).toBe("./v1/somewhere");
});
