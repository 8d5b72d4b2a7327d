import type { HoldoutReport, Totals } from "@attune/model/report";
import type { Tactic } from "@attune/model/tactic";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { Doctor } from "../api/system.ts";
import { formatCount, formatPercent } from "../format/number.ts";

/** What is known of an instance when its readiness is asked for. */
export interface Evidence {
  totals: Totals;
  doctor: Pick<Doctor, "stores" | "analytics">;
  catalogueItems: number;
  tactics: readonly Tactic[];
  holdout: HoldoutReport | Undetermined;
}

/** A step on the way, answered from what is there; what to do where it is not done. */
export interface ReadinessStep {
  title: string;
  isDone: boolean;
  evidence: string;
  next: string;
  route: string;
}

/** Fewer people than this on a side say little of anything. */
const fewest = 100;

/** The way to a first measured effect, in order. Every answer is read off the data, none is ticked by hand. */
export function readinessSteps({ totals, doctor, catalogueItems, tactics, holdout }: Evidence): ReadinessStep[] {
  const held = Object.values(doctor.stores.quarantined).reduce((sum, count) => sum + count, 0);
  const measured = isUndetermined(holdout) ? null : holdout;
  const identified = totals.customers === 0 ? 0 : totals.identifiedCustomers / totals.customers;
  return [
    {
      title: "Events arrive",
      isDone: totals.firstEventAt !== null,
      evidence: totals.firstEventAt === null ? "None yet." : `${formatCount(doctor.stores.profiles)} people are known.`,
      next: "Put the snippet below into your pages, or point a Segment-compatible client here.",
      route: "#/events",
    },
    {
      title: "What arrives can be used",
      isDone: totals.firstEventAt !== null && held === 0,
      evidence: held === 0 ? "Nothing is in quarantine." : `${formatCount(held)} events are in quarantine.`,
      next: "Look at why, mend the sender, and replay them.",
      route: "#/quarantine",
    },
    {
      title: "Orders arrive with money",
      isDone: totals.orders > 0 && totals.netRevenue !== 0,
      evidence: `${formatCount(totals.orders)} orders.`,
      next: "Send Order Completed with order_id, revenue and currency: without it no effect can be told in money.",
      route: "#/events",
    },
    {
      title: "Customers are recognised",
      isDone: identified >= 0.5,
      evidence:
        totals.customers === 0 ? "No customers yet." : `${formatPercent(identified)} of customers are identified.`,
      next: "Send identify at sign-in and checkout, so that one person is one profile on all devices.",
      route: "#/profiles",
    },
    {
      title: "The catalogue is known",
      isDone: catalogueItems > 0,
      evidence: `${formatCount(catalogueItems)} items.`,
      next: "Send the catalogue: lists, prices and categories come from it.",
      route: "#/models",
    },
    {
      title: "A first tactic runs",
      isDone: tactics.length > 0,
      evidence: tactics.length === 1 ? "1 tactic." : `${formatCount(tactics.length)} tactics.`,
      next: "Write one in the playbook, with its hypothesis.",
      route: "#/playbook/edit",
    },
    {
      title: "Enough people on both sides",
      isDone: measured !== null && measured.exposed.people >= fewest && measured.heldOut.people >= fewest,
      evidence:
        measured === null
          ? "Not known yet."
          : `${formatCount(measured.exposed.people)} personalized, ${formatCount(measured.heldOut.people)} held out.`,
      next: `Wait until at least ${fewest} people are on each side; before that no difference means anything.`,
      route: "#/holdout",
    },
  ];
}

/** When to hold off: said plainly, from the same evidence; null where nothing speaks against going on. */
export function holdOffAdvice(evidence: Evidence): string | null {
  const { totals, tactics, holdout } = evidence;
  if (totals.orders === 0) return "Without orders nothing can be measured in money. Collect first, personalize then.";
  if (totals.orders < 500)
    return `With ${formatCount(totals.orders)} orders only large effects can be told from chance. Change few things, and one after the other.`;
  if (tactics.length > 0 && !isUndetermined(holdout) && holdout.heldOut.people === 0)
    return "Nobody is held out, so nobody will ever know what personalization brings. Set a holdout in the playbook.";
  return null;
}
