const prefixWeight = 0.1;
const longestPrefix = 4;

/**
 * How alike two texts are, 0 to 1: Jaro's similarity, raised for a common beginning. O(n·m) in their lengths.
 * @see Winkler (1990), String comparator metrics and enhanced decision rules in the Fellegi–Sunter model of record linkage
 */
export function jaroWinkler(a: string, b: string): number {
  const similarity = jaro(a, b);
  let prefix = 0;
  while (prefix < longestPrefix && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return similarity + prefix * prefixWeight * (1 - similarity);
}

function jaro(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Array<boolean>(b.length).fill(false);
  const ofA: string[] = [];
  for (let i = 0; i < a.length; i++) {
    const end = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= end; j++) {
      if (taken[j] === true || a[i] !== b[j]) continue;
      taken[j] = true;
      ofA.push(a[i]!);
      break;
    }
  }
  const matches = ofA.length;
  if (matches === 0) return 0;
  let outOfPlace = 0;
  for (let j = 0, next = 0; next < matches; j++) {
    if (taken[j] === true && b[j] !== ofA[next++]) outOfPlace += 1;
  }
  const moved = outOfPlace / 2;
  return (matches / a.length + matches / b.length + (matches - moved) / matches) / 3;
}
