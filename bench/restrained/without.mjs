// Whether the witness would notice: short lives, each under a playbook that lacks one of the rules it is judged by.
// usage: node bench/restrained/without.mjs [people] [days]
import { liveRestrained } from "../../packages/server/dist/testing/restrained-life.js";
import { report } from "../running/server.mjs";

const [people = 300, days = 20] = process.argv.slice(2).map(Number);
const whole = "nothing is taken away";
const rules = {
  [whole]: ["", ""],
  "cap of e-mails": ["{ channel: email, atMost: 2, withinDays: 7 }", "{ channel: email, atMost: 50, withinDays: 7 }"],
  "cap of messages": [
    "[{ atMost: 3, withinDays: 7 }, { channel: email, atMost: 2, withinDays: 7 }]",
    "[{ channel: email, atMost: 2, withinDays: 7 }]",
  ],
  "quiet hours of messages": [', quietHours: "21:00-08:00"', ""],
  "pause while a ticket is open": [
    "tiredAfter: 12",
    "tiredAfter: 12, pauseWhile: { event: Order Refunded, withinDays: 7 }",
  ],
  "pause after a refund": ["tiredAfter: 12", "tiredAfter: 12, pauseWhile: { event: Never, atLeast: 1 }"],
  "end of the journey with an order": ["stopOn: [Order Completed], ", ""],
  "cap of showings everywhere": ["everywhere: { caps: [{ atMost: 6,", "everywhere: { caps: [{ atMost: 40,"],
  "cap of mailed tactics": [
    "email: { caps: [{ atMost: 1, withinDays: 3 }] }",
    "email: { caps: [{ atMost: 9, withinDays: 3 }] }",
  ],
  "cap of ten-hero": [", caps: [{ atMost: 2, withinDays: 2 }]", ""],
  "cap of banner": [", caps: [{ atMost: 3, withinDays: 7 }]", ""],
  "no banner after buying": [", when: { event: Order Completed, withinDays: 7, atMost: 0 }", ""],
  "quiet hours of the strip": [', quietHours: "22:00-07:00"', ""],
  "end of the offer": ["validDays: 5", "validDays: 15"],
  "budget of the offer": [/, budget: \{ people: \d+ \}/, ""],
  "code of the offer": ["code: TEN", "code: OTHER"],
};

const lives = {};
for (const [name, [from, to]] of Object.entries(rules)) {
  const change = (playbook) => {
    const changed = playbook.replace(from, to);
    if (from !== to && changed === playbook) throw new Error(`the playbook has no ${from}`);
    return changed;
  };
  const life = { people, days, activeShare: 0.5, seed: "without", restartEveryDays: days, change };
  const { violations } = await liveRestrained(life);
  lives[name] = { violations: violations.length, first: violations[0] ?? null };
  process.stderr.write(`${name}: ${violations.length}\n`);
}
report("restrained", { people, days, lives }, "without.json");
const isNoticed = ([name, { violations }]) => violations > 0 !== (name === whole);
if (!Object.entries(lives).every(isNoticed)) process.exitCode = 1;
