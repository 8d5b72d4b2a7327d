import { expect, test } from "vitest";
import { memoryKeep } from "../testing/memory-keep.ts";
import { createConsent } from "./consent.ts";

test("nothing is allowed before the choice, and nothing is kept", () => {
  const { keep, names } = memoryKeep();
  const consent = createConsent(keep, {}, false);
  expect([consent.current(), consent.isChosen(), names()]).toEqual([
    { analytics: false, personalization: false, marketing: false },
    false,
    [],
  ]);
});

test("what the shop assumes holds until the choice, and the choice from then on, on later pages too", () => {
  const { keep } = memoryKeep();
  const consent = createConsent(keep, { analytics: true }, false);
  expect(consent.current().analytics).toBe(true);
  consent.choose({ analytics: false, personalization: true });
  const next = createConsent(keep, { analytics: true }, false);
  expect([next.current(), next.isChosen()]).toEqual([
    { analytics: false, personalization: true, marketing: false },
    true,
  ]);
});

test("Global Privacy Control refuses personalization and marketing, whatever was chosen; measurement stays the visitor's choice", () => {
  const { keep } = memoryKeep();
  const consent = createConsent(keep, {}, true);
  consent.choose({ analytics: true, personalization: true, marketing: true });
  expect(consent.current()).toEqual({ analytics: true, personalization: false, marketing: false });
});

test("listeners are told what holds now and what held before", () => {
  const { keep } = memoryKeep();
  const consent = createConsent(keep, { analytics: true }, false);
  const seen: boolean[][] = [];
  const stop = consent.onChange((now, before) => seen.push([now.analytics, before.analytics]));
  consent.choose({ analytics: false });
  stop();
  consent.choose({ analytics: true });
  expect(seen).toEqual([[false, true]]);
});

test.each(["not json", "7", "null"])("a kept choice that is %s is none", (text) => {
  const { keep } = memoryKeep();
  keep.set("consent", text);
  expect(createConsent(keep, {}, false).isChosen()).toBe(false);
});

test("sensitive categories are told of where the visitor was asked, and stay refused under Global Privacy Control", () => {
  const said = (gpc: boolean, sensitive?: boolean) => {
    const consent = createConsent(memoryKeep().keep, {}, gpc);
    consent.choose(sensitive === undefined ? { analytics: true } : { sensitive });
    return consent.current().sensitive;
  };
  expect([said(false), said(false, true), said(false, false), said(true, true)]).toEqual([
    undefined,
    true,
    false,
    false,
  ]);
});
