/**
 * Seeded random numbers: sfc32 (C. Doty-Humphrey, PractRand), 128 bits of state, passes BigCrush. Same seed, same sequence, on any machine.
 * Stage code takes an `Rng` as an argument; nothing draws from a hidden one.
 */
export interface Rng {
  /** What the sequence was made from: `createRng(seed)` makes it anew, in another thread too. */
  readonly seed: string;
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Uniform integer in [0, n), n ≤ 2^32, without bias worth a name (n · 2⁻³²). */
  integer(n: number): number;
  /** Standard normal, by the polar method of Marsaglia (1964). */
  normal(): number;
  /** An independent sequence, determined by this generator's seed and the label alone, not by how much was drawn. */
  fork(label: string | number): Rng;
}

/** Mixes a string into 32 bits (FNV-1a, then the murmur3 finalizer). */
function mix(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function createRng(seed: number | string): Rng {
  const root = String(seed);
  let a = mix(`${root}/a`);
  let b = mix(`${root}/b`);
  let c = mix(`${root}/c`);
  let counter = 1;

  function next32(): number {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  }
  for (let i = 0; i < 15; i++) next32();

  const uniform = () => next32() / 4294967296;
  let spare: number | null = null;
  function normal(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * scale;
      return u * scale;
    }
  }
  return {
    seed: root,
    uniform,
    integer: (n) => Math.floor(uniform() * n),
    normal,
    fork: (label) => createRng(`${root}/${label}`),
  };
}
