/** Something is let go of only when everybody who may still look at it has left. */
export interface GracePeriod<T> {
  /** What `leave` must be given, whatever happens in between. */
  enter(): number;
  leave(entered: number): void;
  /** Nobody who enters from now on sees it. Released at once where nobody is inside. */
  retire(item: T): void;
}

/**
 * However they overlap: everything retired is released once those who were inside when it was retired have left, whoever came since. People are counted in two
 * generations; the younger becomes the older when the older has left.
 */
export function createGracePeriod<T>(release: (item: T) => void): GracePeriod<T> {
  /** How many are inside, by generation: even and odd. */
  const inside: [number, number] = [0, 0];
  let young = 0;
  /** Those of the older generation may still look at these; at `recent` those of both. */
  let waiting: T[] = [];
  let recent: T[] = [];

  function turn(): void {
    for (const item of waiting) release(item);
    waiting = recent;
    recent = [];
    young = 1 - young;
  }

  return {
    enter() {
      inside[young]! += 1;
      return young;
    },
    leave(entered) {
      inside[entered]! -= 1;
      // Twice where nobody is left at all: the first turn makes the recent ones wait, for nobody.
      for (let turns = 0; turns < 2 && inside[1 - young] === 0 && waiting.length + recent.length > 0; turns++) turn();
    },
    retire(item) {
      if (inside[0] + inside[1] === 0) release(item);
      else recent.push(item);
    },
  };
}
