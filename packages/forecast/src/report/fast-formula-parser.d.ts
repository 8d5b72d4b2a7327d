/** The part of fast-formula-parser that tests use; the package brings no types. */
declare module "fast-formula-parser" {
  export interface CellReference {
    sheet: string;
    row: number;
    col: number;
  }
  export interface RangeReference {
    sheet: string;
    from: { row: number; col: number };
    to: { row: number; col: number };
  }
  export default class FormulaParser {
    constructor(config: {
      onCell(reference: CellReference): unknown;
      onRange(reference: RangeReference): unknown[][];
      functions: Record<string, (...values: never[]) => unknown>;
    });
    parse(formula: string, position: CellReference): unknown;
  }
  export class DepParser {
    parse(formula: string, position: CellReference): (CellReference | RangeReference)[];
  }
}
