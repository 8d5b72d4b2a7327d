import { describe, expect, it } from "vitest";
import { murmur3 } from "./murmur3.ts";

// Vectors published with MurmurHash3_x86_32 ports (the SMHasher verification family).
const vectors: Array<[text: string, seed: number, hash: number]> = [
  ["", 0, 0],
  ["", 1, 0x514e28b7],
  ["", 0xffffffff, 0x81f16f39],
  ["test", 0, 0xba6bd213],
  ["test", 0x9747b28c, 0x704b81dc],
  ["Hello, world!", 0, 0xc0363e43],
  ["Hello, world!", 0x9747b28c, 0x24884cba],
  ["The quick brown fox jumps over the lazy dog", 0, 0x2e4ff723],
  ["The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd],
  ["aaaa", 0x9747b28c, 0x5a97808a],
  ["aaa", 0x9747b28c, 0x283e0130],
  ["ππππππππ", 0x9747b28c, 0xd58063c1],
  // By the reference implementation (Python's mmh3 5): characters of one to four bytes, and more than the first buffer holds.
  ["a", 7, 0xeddd7e27],
  ["é", 7, 0x129d2dd6],
  ["€uro", 7, 0x1bacbb39],
  ["😀", 7, 0x1270fce0],
  ["ab😀c", 7, 0x5831c83f],
  [`${"x".repeat(300)}é😀`, 7, 0x67c1e856],
];

describe("murmur3", () => {
  it.each(vectors)("murmur3(%j, %i) equals the published vector", (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash);
  });
});
