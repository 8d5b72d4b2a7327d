/**
 * Places of the `most` greatest times, greatest first, of equals the smaller place; minus infinity is no time at all. Linear in the places on
 * average, in whatever order the times come [quickselect: Hoare 1961, Algorithm 65].
 */
export function newestOf(times: Float64Array, most: number): number[] {
  const least = times.length <= most ? Number.NEGATIVE_INFINITY : greatestButFor(times.slice(), most - 1);
  const later: number[] = [];
  const equal: number[] = [];
  for (let place = 0; place < times.length; place++) {
    const at = times[place]!;
    if (at > least) later.push(place);
    else if (at === least && at !== Number.NEGATIVE_INFINITY && equal.length < most) equal.push(place);
  }
  later.sort((a, b) => times[b]! - times[a]! || a - b);
  return [...later, ...equal].slice(0, most);
}

/** The value with `rank` greater or equal ones before it, in descending order. Changes the order of the values. */
function greatestButFor(values: Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! > pivot) left++;
      while (values[right]! < pivot) right--;
      if (left > right) break;
      const kept = values[left]!;
      values[left++] = values[right]!;
      values[right--] = kept;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return values[rank]!;
  }
  return values[rank]!;
}
