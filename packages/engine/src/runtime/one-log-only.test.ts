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
    expect(() => refuseOrder(three)).toThrow(/3 partitions: network details are not forgotten/);
    expect(() => refuseOrder(undefined)).not.toThrow();
  });

  it("keeps an instance from starting with a playbook that promises it", () => {
    const promising = keeping({ networkDetailDays: 30 });
    expect(() => requireOneLog(three, promising)).toThrow("privacy.retention.networkDetailDays");
    expect(() => requireOneLog(undefined, promising)).not.toThrow();
  });

  it.each(["customerDays", "visitorDays", "quarantineDays"])("keeps nobody from promising %s", (rule) => {
    expect(() => requireOneLog(three, keeping({ [rule]: 30 }))).not.toThrow();
  });
});
