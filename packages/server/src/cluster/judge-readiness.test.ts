import { describe, expect, it } from "vitest";
import { type DeciderStanding, judgeDecider, judgeHandingOn } from "./judge-readiness.ts";

const well = { ok: true, detail: "" };
const away = { ok: false, detail: "" };
const standing: DeciderStanding = {
  redis: well,
  jetstream: well,
  definitions: well,
  isRebuilding: false,
  model: { registered: "m2", served: "m2" },
  writerUrl: "http://writer",
};
const failing = (changed: Partial<DeciderStanding>) => {
  const { ready, checks } = judgeDecider({ ...standing, ...changed });
  return [ready, ...checks.filter(({ ok }) => !ok).map(({ name }) => name)];
};

describe("the readiness of a node that decides", () => {
  it("goes by its own engines, its own copies and whether profiles stand", () => {
    expect(failing({})).toEqual([true]);
    expect(failing({ redis: away })).toEqual([false, "redis"]);
    expect(failing({ jetstream: away })).toEqual([false, "jetstream"]);
    expect(failing({ definitions: away })).toEqual([false, "definitions"]);
    expect(failing({ isRebuilding: true })).toEqual([false, "profiles"]);
  });

  it("does not fall with the writer, nor with a model that is on its way: both are told", () => {
    expect(failing({ writerUrl: null })).toEqual([true, "writer"]);
    expect(failing({ model: { registered: "m2", served: "m1" } })).toEqual([true, "model"]);
    expect(failing({ model: { registered: null, served: null } })).toEqual([true]);
  });
});

describe("the readiness of a node that decides nothing", () => {
  it("is that of having somebody to hand requests on to", () => {
    expect(judgeHandingOn({ decides: false, writerUrl: "http://writer" }).ready).toBe(true);
    expect(judgeHandingOn({ decides: false, writerUrl: null }).ready).toBe(false);
    expect(judgeHandingOn({ decides: true, writerUrl: "http://writer" }).ready).toBe(false);
  });
});
