import type { Score, Scores } from "@attune/model/score";

/** A person's scores as Redis keeps them, see `scripts/scores.ts`. @param fields names and values, one behind the other */
export function scoresFrom(fields: readonly string[]): Scores {
  const scores: Scores = {};
  for (let index = 0; index < fields.length; index += 2) {
    const value = fields[index + 1]!;
    scores[fields[index]!] = JSON.parse(value.slice(value.indexOf("|") + 1)) as Score;
  }
  return scores;
}
