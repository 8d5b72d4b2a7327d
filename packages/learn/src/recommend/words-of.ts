/** Scripts that put no space between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+/gu;

/**
 * The words of a text in lower case and without accents, in their order; single letters are left out. Where a script puts no space between words, every two
 * neighboring characters are one.
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  const words = plain.replace(unspaced, " ").match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  const pairs = (plain.match(unspaced) ?? []).flatMap((run) => {
    const characters = [...run];
    return characters.length === 1 ? characters : characters.slice(1).map((c, i) => `${characters[i]}${c}`);
  });
  return [...words, ...pairs];
}
