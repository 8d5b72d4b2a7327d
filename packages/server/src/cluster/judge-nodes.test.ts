import { expect, it } from "vitest";
import { judgeNodes } from "./judge-nodes.ts";

const node = (url: string, roles: string[], writes = false) => ({ nodeId: url, url, roles, writes });
const all = ["collect", "decide", "process", "jobs"];
const told = (...nodes: Parameters<typeof judgeNodes>[0]) =>
  judgeNodes(nodes).map(({ severity, message }) => `${severity}: ${message}`);

it("names the nodes that are well", () => {
  expect(told(node("http://a", all, true), node("http://b", ["decide"]))).toEqual([
    "ok: 2 nodes: http://a (collect, decide, process, jobs; writes); http://b (decide).",
  ]);
});

it("says which role nobody has, and what is lacking without it", () => {
  expect(told(node("http://a", ["collect", "process"], true))).toEqual([
    "error: No node with the role decide is alive. Decisions are answered with the page's own content.",
    "error: No node with the role jobs is alive. Nothing runs at its times: no training, scores, reports, destinations, clean-ups.",
  ]);
  expect(told(node("http://a", ["collect", "decide", "jobs"]))).toEqual([
    "error: No node with the role process is alive. Nobody may write: events are refused with 503, and sent again later.",
  ]);
});

it("says that nobody runs, that nobody writes, and that the writer keeps no schedules", () => {
  expect(told()).toEqual(["warn: No node of this instance is running."]);
  expect(told(node("http://a", all))).toEqual(["warn: No node writes at this moment."]);
  expect(told(node("http://a", ["process", "decide", "collect"], true), node("http://b", ["jobs"]))).toEqual([
    "warn: The node that writes, http://a, lacks the role jobs, so nothing runs at its times.",
  ]);
});
