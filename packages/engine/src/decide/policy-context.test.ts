import { expect, it } from "vitest";
import { personView } from "./person-view.ts";
import { policyContext } from "./policy-context.ts";

const view = personView(undefined, {
  context: { device: "phone", country: "FR;device=desktop", page: { path: "/" }, score: 3, member: true },
  now: 0,
  today: 0,
  membership: (segmentId) => (segmentId === "vip" ? { isMember: true } : undefined),
});

it.each([
  [["device"], "device=phone"],
  [["visitor", "cart"], "visitor=new;cart=empty"],
  [["segment:vip", "segment:other"], "segment:vip=yes;segment:other=unknown"],
  [["context:score", "context:member"], "context:score=3;context:member=true"],
  [["context:page"], "context:page=other"],
  [["trait:plan"], "trait:plan=unknown"],
  [["context:constructor"], "context:constructor=unknown"],
])("of %j reads %s", (names, told) => {
  expect(policyContext(names, view)).toBe(told);
});

it("cannot be passed for another feature by a value with separators", () => {
  expect(policyContext(["context:country"], view)).toBe("context:country=FR_device_desktop");
});
