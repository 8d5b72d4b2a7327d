/**
 * Which partition a node gives to others that have fewer: null while it has no more than its share. Never the first, which goes with the engine.
 *
 * @param held those that this node writes
 * @param writers how many nodes may write, this one among them
 */
export function partitionToLetGo(held: readonly number[], count: number, writers: number): number | null {
  const share = Math.ceil(count / Math.max(1, writers));
  if (held.length <= share) return null;
  const last = Math.max(...held);
  return last === 0 ? null : last;
}
