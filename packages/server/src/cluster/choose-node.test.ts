import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { chooseNode, type NodeStanding } from "./choose-node.ts";

const all = ["collect", "decide", "process", "jobs"];
const node = (nodeId: string, ...roles: string[]) => ({ nodeId, url: `http://${nodeId}`, roles, writes: false });
const standing = (changes: Partial<NodeStanding>): NodeStanding => ({
  nodeId: "me",
  roles: all,
  writes: false,
  decides: true,
  writerUrl: "http://writer",
  present: [node("me", ...all), node("collector", "collect"), node("decider", "decide")],
  draw: () => 0,
  ...changes,
});
const asked = (method: string, url: string, handedOn?: string) =>
  ({ method, url, headers: handedOn === undefined ? {} : { "x-attune-forwarded": handedOn } }) as IncomingMessage;
const decide = asked("POST", "/v1/decide?x=1");
const batch = asked("POST", "/v1/batch");

it("answers decisions where they come, and hands everything else on to the node that writes", () => {
  expect(chooseNode(decide, standing({}))).toEqual({ by: "decider" });
  expect(chooseNode(decide, standing({ writes: true, decides: false }))).toEqual({ by: "writer" });
  expect(chooseNode(batch, standing({}))).toEqual({ by: "other", url: "http://writer", mostTimes: 2 });
  const others = [asked("GET", "/v1/doctor"), asked("POST", "/v1/decide/confirm")];
  for (const other of others)
    expect(chooseNode(other, standing({}))).toEqual({ by: "other", url: "http://writer", mostTimes: 1 });
  expect(chooseNode(batch, standing({ writes: true }))).toEqual({ by: "writer" });
});

it("has the node that writes decide while this one is not ready for it", () => {
  expect(chooseNode(decide, standing({ decides: false }))).toEqual({ by: "other", url: "http://writer", mostTimes: 2 });
});

it("hands on to a node with the role what the roles of this one exclude, also where it writes", () => {
  for (const writes of [false, true]) {
    const lacking = standing({ roles: ["process"], writes, decides: false });
    expect(chooseNode(decide, lacking)).toEqual({ by: "other", url: "http://decider", mostTimes: 1 });
    expect(chooseNode(batch, lacking)).toEqual({ by: "other", url: "http://collector", mostTimes: 1 });
    const alone = { ...lacking, present: [node("me", "process")] };
    expect(chooseNode(decide, alone)).toEqual({ by: "other", url: null, mostTimes: 1 });
  }
});

it("takes what another node has handed on to the one that writes, whatever its roles", () => {
  const writer = standing({ roles: ["process"], writes: true });
  expect(chooseNode(asked("POST", "/v1/batch", "1"), writer)).toEqual({ by: "writer" });
  expect(chooseNode(asked("POST", "/v1/decide", "2"), writer)).toEqual({ by: "writer" });
  // A collector takes what was handed on for its role's sake, and hands it on once more.
  const collector = standing({ roles: ["collect"] });
  expect(chooseNode(asked("POST", "/v1/batch", "1"), collector)).toEqual({
    by: "other",
    url: "http://writer",
    mostTimes: 2,
  });
});
