// Random histories go through the real pipeline; random conditions are asked of profiles, of analytics and of a browser's bundle, at once and after some days have passed.
// usage: node bench/agreement/run.mjs [people] [conditions] [seed] [time zone]
import { foldOnto } from "../../packages/engine/dist/profile/fold-owned.js";
import { isOwned } from "../../packages/engine/dist/profile/owned-entry.js";
import { createCalendar } from "../../packages/rules/dist/calendar.js";
import { openScenario } from "../../packages/server/dist/scenarios/open-scenario.js";
import { openTemporary } from "../../packages/store/dist/embedded/open-temporary.js";
import { report } from "../running/server.mjs";
import { randomConditions } from "./conditions.mjs";
import { randomHistories } from "./histories.mjs";
import { compareWithAnalytics, compareWithBrowser, everybody, wrongMemberships } from "./three-evaluators.mjs";

const [people = 5_000, asks = 300, seed = 1] = process.argv.slice(2, 5).map(Number);
const zone = process.argv[5] ?? "America/New_York";
const hourMs = 3_600_000;
const asked = randomConditions(asks, seed);
const buyers = { segmentId: "buyers", name: "Buyers", when: { event: "Order Completed", atLeast: 2 } };
const asSegments = asked.filter((condition) => !JSON.stringify(condition).includes("buyers")).slice(0, 25);
const segments = [buyers, ...asSegments.map((when, k) => ({ segmentId: `s${k}`, name: `s${k}`, when }))];
const conditions = new Map(segments.map(({ segmentId, when }) => [segmentId, when]));
const calendar = createCalendar(zone);
const { engine, send, now, pass } = await openScenario({
  stores: openTemporary({ foldOnto: (profile, entries) => foldOnto(profile, entries.filter(isOwned), zone) }),
  business: { timeZone: zone, currency: "EUR" },
  playbook: { holdout: 0, placements: {}, tactics: [], segments },
});

const disagreements = [];
try {
  const events = await sendAll();
  const atOnce = await compareAll();
  pass(3 * 24 * hourMs + 7 * hourMs);
  const later = await compareAll();
  report("agreement", { people, asks, seed, zone, events, atOnce, later, disagreements: disagreements.length });
} finally {
  await engine.close();
}
for (const one of disagreements.slice(0, 10)) console.error(JSON.stringify(one));
if (disagreements.length > 0) process.exitCode = 1;

async function sendAll() {
  let [events, done] = [0, 0];
  let batch = [];
  for (const history of randomHistories(people, now(), seed)) {
    batch.push(...history);
    done += 1;
    if (batch.length < 500 && done < people) continue;
    await send(...batch);
    events += batch.length;
    batch = [];
    process.stderr.write(`\rsent: ${done} of ${people} people   `);
  }
  await engine.settled(600_000);
  process.stderr.write("\n");
  return events;
}

async function compareAll() {
  await engine.segments.settled(600_000);
  const all = await everybody(engine);
  const counted = await askAnalytics(all);
  const { wrong, members } = await wrongMemberships(engine, all, segments);
  disagreements.push(...wrong);
  return { profiles: all.length, ...counted, members, wrongMemberships: wrong.length, ...askBrowsers(all) };
}

async function askAnalytics(all) {
  let [exact, between, notAnswered] = [0, 0, 0];
  for (const [index, condition] of asked.entries()) {
    process.stderr.write(`\rconditions: ${index + 1} of ${asks}   `);
    const compared = await compareWithAnalytics(engine, all, condition, { conditions, at: now(), calendar });
    if (compared === null) notAnswered += 1;
    else if (compared.isExact) exact += 1;
    else between += 1;
    if (compared?.agrees === false) disagreements.push({ condition, ...compared });
  }
  process.stderr.write("\n");
  return { exact, between, notAnswered };
}

function askBrowsers(all) {
  let [byBrowser, leftToServer] = [0, 0];
  for (const [index, person] of all.entries()) {
    const when = asked[index % asked.length];
    for (const laterMs of [0, 1, (index % 60) * hourMs]) {
      const compared = compareWithBrowser(person, when, buyers, now() + laterMs, { calendar, zone, now: now() });
      if (compared === null) leftToServer += 1;
      else byBrowser += 1;
      if (compared?.agrees === false) disagreements.push({ when, laterMs, ...compared });
    }
  }
  return { byBrowser, leftToServer };
}
