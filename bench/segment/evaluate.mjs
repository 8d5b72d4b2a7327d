// What segments cost, in CPU time of one process: a decision's memberships, and one look of the follower at a person.
// usage: node bench/segment/evaluate.mjs
import { viewOfPerson } from "../../packages/engine/dist/runtime/view-of-person.js";
import { findMemberships } from "../../packages/engine/dist/segment/find-memberships.js";
import { createCalendar } from "../../packages/rules/dist/calendar.js";
import { membershipIn } from "../../packages/rules/dist/segment-membership.js";
import { report } from "../running/server.mjs";
import { drawer, person } from "./people.mjs";
import { twentySegments } from "./playbook.mjs";

const people = Array.from({ length: 2_000 }, (_, n) => person(n, Date.now(), drawer(n)));
const conditions = new Map(Object.entries(twentySegments));
const making = { calendar: createCalendar("UTC"), sensitive: null };
const now = Date.now();

function microsPer(rounds, work) {
  for (let i = 0; i < 2; i++) for (const each of people) work(each);
  const from = process.cpuUsage();
  for (let i = 0; i < rounds; i++) for (const each of people) work(each);
  const { user, system } = process.cpuUsage(from);
  return Math.round(((user + system) / (rounds * people.length)) * 100) / 100;
}

const none = () => undefined;
const result = {
  unit: "microseconds of CPU per person",
  segments: conditions.size,
  view: microsPer(20, (each) => viewOfPerson(each, {}, now, making)),
  allMembershipsOfOneDecision: microsPer(20, (each) => {
    const view = viewOfPerson(each, {}, now, making);
    const membership = membershipIn(conditions, view, none);
    for (const id of conditions.keys()) membership(id);
  }),
  oneLookOfTheFollower: microsPer(5, (each) => findMemberships(conditions, viewOfPerson(each, {}, now, making))),
};
report("segment", result, "evaluate.json");
