import { personalizationAllowed } from "@attune/engine/decide/personalization-allowed";
import type { Engine } from "@attune/engine/runtime/engine";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import type { Profile } from "@attune/model/profile";

/**
 * Whether models may be learned from a person and say something of them: exactly where a decision may know them, so never after a no, and only after a yes where the
 * playbook asks first. A person who is not there any more said nothing.
 */
export function modelsMayKnow(engine: Pick<Engine, "playbook">, profile: Profile | undefined): boolean {
  return personalizationAllowed(undefined, profile?.consent, needsYes(engine));
}

/** Whether the playbook asks before models may know somebody. */
export function needsYes({ playbook }: Pick<Engine, "playbook">): boolean {
  return playbook.privacy?.askFirst.includes("personalization") ?? false;
}

/** The rows of people whom models may know; each id, also that of a profile absorbed since, is looked up once, in short turns. */
export async function rowsModelsMayKnow<Row>(
  engine: Engine,
  rows: readonly Row[],
  profileIdOf: (row: Row) => string,
  signal: AbortSignal,
): Promise<Row[]> {
  const known = new Map<string, boolean>();
  const kept: Row[] = [];
  const takeTurn = takeTurns();
  for (const row of rows) {
    const value = profileIdOf(row);
    let may = known.get(value);
    if (may === undefined) {
      may = modelsMayKnow(engine, await engine.findProfile({ namespace: "profile_id", value }));
      known.set(value, may);
    }
    if (may) kept.push(row);
    signal.throwIfAborted();
    await takeTurn();
  }
  return kept;
}
