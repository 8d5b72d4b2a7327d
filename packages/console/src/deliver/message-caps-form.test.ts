import type { DeliveryEntry } from "@attune/model/delivery";
import { expect, it } from "vitest";
import { blankMessageCap, deliveryEntry, messageCapsForm, messageCapWords } from "./message-caps-form.ts";

const entry: DeliveryEntry = {
  caps: [
    { category: "newsletter", atMost: 1, withinDays: 7 },
    { channel: "email", category: "back-in-stock", atMost: 2, withinDays: 1 },
    { channel: "web-push", atMost: 0, withinDays: 30 },
  ],
  quietHours: "21:00-08:00",
  pauseWhile: { event: "Order Refunded", withinDays: 7 },
  tiredAfter: "never",
};

it("what a form shows is what it writes, and what it does not show stays", () => {
  expect(deliveryEntry(entry, messageCapsForm(entry))).toEqual(entry);
  expect(deliveryEntry({ tiredAfter: 5 }, messageCapsForm({ tiredAfter: 5 })).tiredAfter).toBe(5);
});

it("an empty row and an empty field say nothing", () => {
  const form = {
    rows: [blankMessageCap, { ...blankMessageCap, atMost: "2", category: " " }],
    quietHours: " ",
    tiredAfter: "",
  };
  expect(deliveryEntry(undefined, form)).toEqual({ caps: [{ atMost: 2, withinDays: 7 }] });
});

it("caps in words", () => {
  expect(messageCapWords(entry)).toBe(
    "at most 1 newsletter within 7 days; at most 2 back-in-stock within 1 days by email; at most 0 within 30 days by web-push; not 21:00-08:00",
  );
  expect(messageCapWords()).toBe("at most 3 within 7 days; half as often after 10 without a response");
});
