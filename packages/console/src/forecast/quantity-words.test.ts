import { expect, test } from "vitest";
import { quantityName } from "./quantity-words.ts";

test("a path in a scenario file reads as words", () => {
  expect(quantityName("tactics.lists.lifts.Order Completed")).toBe("Lists: lift of Order Completed");
  expect(quantityName("tactics.lists.novelty.remaining")).toBe("Lists: novelty.remaining");
  expect(quantityName("baseline.funnels[0].marginRate")).toBe("Funnel 1: margin rate");
  expect(quantityName("baseline.funnels[2].stages.Product Viewed")).toBe("Funnel 3: Product Viewed");
  expect(quantityName("baseline.customers.churnPerMonth")).toBe("Customers churn per month");
});
