import { expect, test } from "vitest";
import { quantityName } from "./quantity-name.ts";

const devices = ["desktop", "phone", "device not known"];

test("a path in a scenario file reads as words, with whom a funnel is of", () => {
  expect(quantityName("tactics.lists.lifts.Order Completed", devices)).toBe("Lists: lift of Order Completed");
  expect(quantityName("tactics.new-look.lifts.orderValue", devices)).toBe("New look: lift of order value");
  expect(quantityName("baseline.funnels[1].marginRate", devices)).toBe("Phone: margin rate");
  expect(quantityName("baseline.funnels[2].stages.Product Viewed", devices)).toBe("Device not known: Product Viewed");
  expect(quantityName("baseline.customers.churnPerMonth", devices)).toBe("Customers churn per month");
});

test("what nobody would say is put into words", () => {
  expect(quantityName("tactics.lists.novelty.remaining", devices)).toBe(
    "Lists: share of the lift that stays when it is no longer new",
  );
  expect(quantityName("costs.usage[0].price", devices)).toBe("Costs: usage price");
  expect(quantityName("costs.usage[1].price", devices)).toBe("Costs: usage 2 price");
});

test("one funnel alone needs no name", () => {
  expect(quantityName("baseline.funnels[0].marginRate", ["everyone"])).toBe("Margin rate");
});
