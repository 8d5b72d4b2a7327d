import { defaultPrivacy } from "@attune/model/privacy";
import { describe, expect, it } from "vitest";
import type { Partitions } from "../ports/partitions.ts";
import { refuseOrder, requireOneLog } from "./one-log-only.ts";

const three = { count: 3 } as Partitions;
const keeping = (retention: object) => ({
  ...{ holdout: 0, placements: {}, tactics: [] },
  privacy: { ...defaultPrivacy, retention: { people: "erase" as const, ...retention } },
});

describe("what several partitions do not do", () => {
  it("is refused in words where it is ordered", () => {
    expect(() => refuseOrder(three)).toThrow(/3 partitions: people are not erased/);
    expect(() => refuseOrder(undefined)).not.toThrow();
  });

  it.each(["customerDays", "visitorDays", "networkDetailDays"])(
    "keeps an instance from starting with a playbook that promises it: %s",
    (rule) => {
      expect(() => requireOneLog(three, keeping({ [rule]: 30 }))).toThrow(`privacy.retention.${rule}`);
      expect(() => requireOneLog(undefined, keeping({ [rule]: 30 }))).not.toThrow();
    },
  );

  it("keeps nobody from forgetting what was set aside", () => {
    expect(() => requireOneLog(three, keeping({ quarantineDays: 30 }))).not.toThrow();
  });
});
