/**
 * A formula with the value that it has: what a spreadsheet will compute, worked out while it is written, so that viewers which do not compute show it too.
 */
export interface Expression {
  /** Without the equals sign. */
  formula: string;
  value: number;
  /** How tightly it binds: 3 a number, a cell or a call; 2 a product; 1 a sum. */
  rank: 1 | 2 | 3;
}

/** A number written into the formula. */
export function literal(value: number): Expression {
  return value < 0 ? { formula: String(value), value, rank: 1 } : { formula: String(value), value, rank: 3 };
}

export function plus(...terms: Expression[]): Expression {
  const value = terms.reduce((sum, term) => sum + term.value, 0);
  return { formula: terms.map((term) => term.formula).join("+"), value, rank: terms.length === 1 ? terms[0]!.rank : 1 };
}

export function minus(first: Expression, ...others: Expression[]): Expression {
  const value = others.reduce((rest, other) => rest - other.value, first.value);
  return { formula: [first.formula, ...others.map((other) => within(other, 2))].join("-"), value, rank: 1 };
}

/** A product; factors that are the number 1 are left out. */
export function times(...given: Expression[]): Expression {
  const factors = given.filter(({ formula }) => formula !== "1");
  const [only] = factors;
  if (only === undefined) return literal(1);
  if (factors.length === 1) return only;
  const value = factors.reduce((product, factor) => product * factor.value, 1);
  return { formula: factors.map((factor) => within(factor, 2)).join("*"), value, rank: 2 };
}

export function over(numerator: Expression, denominator: Expression): Expression {
  return {
    formula: `${within(numerator, 2)}/${within(denominator, 3)}`,
    value: numerator.value / denominator.value,
    rank: 2,
  };
}

export function power(base: Expression, exponent: Expression): Expression {
  return { formula: `POWER(${base.formula},${exponent.formula})`, value: base.value ** exponent.value, rank: 3 };
}

export function exponential(exponent: Expression): Expression {
  return { formula: `EXP(${exponent.formula})`, value: Math.exp(exponent.value), rank: 3 };
}

export function least(...of: Expression[]): Expression {
  return {
    formula: `MIN(${of.map(({ formula }) => formula).join(",")})`,
    value: Math.min(...of.map(({ value }) => value)),
    rank: 3,
  };
}

export function most(...of: Expression[]): Expression {
  return {
    formula: `MAX(${of.map(({ formula }) => formula).join(",")})`,
    value: Math.max(...of.map(({ value }) => value)),
    rank: 3,
  };
}

/** IF(condition > 0, yes, no). */
export function ifPositive(condition: Expression, yes: Expression, no: Expression): Expression {
  return {
    formula: `IF(${within(condition, 1)}>0,${yes.formula},${no.formula})`,
    value: condition.value > 0 ? yes.value : no.value,
    rank: 3,
  };
}

function within({ formula, rank }: Expression, needed: 1 | 2 | 3): string {
  return rank >= needed ? formula : `(${formula})`;
}
