// AssemblyScript, compiled by build.mjs: dot products of rows of bytes with one query; the plain twin is src/kernel/best-rows.ts.

// @ts-nocheck

/** Appends the lanes of `upper` that reach the threshold to `found`, as row and score; answers the place after the last. */
function keepReaching(upper: v128, score: v128, threshold: v128, row: i32, found: usize): usize {
  const mask = i32x4.bitmask(f32x4.ge(upper, threshold));
  if (mask === 0) return found;
  let to = found;
  if (mask & 1) {
    store<i32>(to, row);
    store<f32>(to, f32x4.extract_lane(score, 0), 4);
    to += 8;
  }
  if (mask & 2) {
    store<i32>(to, row + 1);
    store<f32>(to, f32x4.extract_lane(score, 1), 4);
    to += 8;
  }
  if (mask & 4) {
    store<i32>(to, row + 2);
    store<f32>(to, f32x4.extract_lane(score, 2), 4);
    to += 8;
  }
  if (mask & 8) {
    store<i32>(to, row + 3);
    store<f32>(to, f32x4.extract_lane(score, 3), 4);
    to += 8;
  }
  return to;
}

/**
 * Of rows `from` to `to` (multiples of 8) those whose score in bytes, scale · Σ query · row, may reach the threshold: score + length · slack ≥ threshold. Eight rows lie
 * together, two of their bytes after another, so that a sum per lane is left. The query holds `d` (even) 16-bit integers. Answers how many were found; each
 * takes 8 bytes of `found`: row and score.
 */
export function bestOfBlock(
  from: i32,
  to: i32,
  d: i32,
  query: usize,
  rows: usize,
  scale: usize,
  slack: usize,
  length: f32,
  threshold: f32,
  found: usize,
): i32 {
  const block = (<usize>d) << 3;
  const queryEnd = query + ((<usize>d) << 1);
  const least = f32x4.splat(threshold);
  const lengths = f32x4.splat(length);
  let end = found;
  let at = rows + <usize>(from >> 3) * block;
  for (let row = from; row < to; row += 8) {
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    for (let q = query; q < queryEnd; q += 4, at += 16) {
      const pair = v128.load32_splat(q);
      low = i32x4.add(low, i32x4.dot_i16x8_s(v128.load8x8_s(at), pair));
      high = i32x4.add(high, i32x4.dot_i16x8_s(v128.load8x8_s(at, 8), pair));
    }
    const place = (<usize>row) << 2;
    const lowScore = f32x4.mul(f32x4.convert_i32x4_s(low), v128.load(scale + place));
    const highScore = f32x4.mul(f32x4.convert_i32x4_s(high), v128.load(scale + place, 16));
    end = keepReaching(f32x4.add(lowScore, f32x4.mul(lengths, v128.load(slack + place))), lowScore, least, row, end);
    end = keepReaching(
      f32x4.add(highScore, f32x4.mul(lengths, v128.load(slack + place, 16))),
      highScore,
      least,
      row + 4,
      end,
    );
  }
  return <i32>((end - found) >> 3);
}
