import { expect, test } from "vitest";
import { productPicture } from "./product-picture.ts";

test("the same item is always drawn alike, and a lamp is no sofa", () => {
  const lamp = { itemId: "HH-1", name: "Nord Brass Pendant Lamp", category: "Lighting" };
  expect(productPicture(lamp)).toBe(productPicture(lamp));
  expect(productPicture({ ...lamp, name: "Nord Brass Sofa" })).not.toBe(productPicture(lamp));
});

test("what a name says never becomes markup", () => {
  expect(productPicture({ itemId: '"><script>', name: "<script>x</script>" })).not.toContain("script");
});
