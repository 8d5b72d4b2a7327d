import type { DriverProgram } from "./program.ts";
import { atPath } from "./quantity.ts";

/**
 * Drivers in an order in which each comes before those it moves. Throws `bad-request` where they move each other in a circle, naming the move that closes it
 * and the whole way round.
 */
export function inCausalOrder(drivers: readonly DriverProgram[]): DriverProgram[] {
  const byId = new Map(drivers.map((driver) => [driver.id, driver]));
  const ordered: DriverProgram[] = [];
  const state = new Map<string, "open" | "done">();

  function visit(driver: DriverProgram, trail: readonly string[]): void {
    if (state.get(driver.id) === "done") return;
    state.set(driver.id, "open");
    const here = [...trail, driver.id];
    driver.moves.forEach(({ target }, i) => {
      const next = driverNamed(target);
      if (next === null) return;
      if (state.get(next) === "open") {
        const circle = [...here.slice(here.indexOf(next)), next].join(" → ");
        throw atPath(`drivers.${driver.id}.moves[${i}].target`, `closes a circle: ${circle}`);
      }
      const found = byId.get(next);
      if (found !== undefined) visit(found, here);
    });
    state.set(driver.id, "done");
    ordered.unshift(driver);
  }

  for (const driver of drivers) visit(driver, []);
  return ordered;
}

/** `drivers.speed` → `speed`; null for a target that is no driver. */
export function driverNamed(target: string): string | null {
  return target.startsWith("drivers.") ? target.slice("drivers.".length) : null;
}
