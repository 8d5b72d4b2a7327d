import { multiplyMicros } from "@attune/engine/collect/multiply-micros";
import { parseAmount } from "@attune/engine/collect/parse-amount";
import { microsPerUnit } from "@attune/model/money";
import type { FindColumn } from "./column-reader.ts";
import type { MappingFile } from "./mapping-file.ts";
import type { ProductLine, RowGroup } from "./row-group.ts";

/** Adds one row to its group: as a product line where the mapping has lines, and to the group's total. */
export type AddRow = (group: RowGroup, row: readonly string[], line: number) => void;

export function createLineReader(lines: MappingFile["lines"], find: FindColumn): AddRow {
  if (lines === undefined) return (group, _row, line) => void group.lines.push(line);
  const productId = find(lines.productId);
  const quantity = lines.quantity === undefined ? undefined : find(lines.quantity);
  const price = lines.price === undefined ? undefined : find(lines.price);
  const texts = (["name", "category", "brand"] as const).flatMap((field) => {
    const column = lines[field];
    return column === undefined ? [] : [{ field, read: find(column) }];
  });

  return function addRow(group, row, line) {
    group.lines.push(line);
    const product: ProductLine = { product_id: productId(row).trim() };
    for (const { field, read } of texts) {
      const text = read(row).trim();
      if (text !== "") product[field] = text;
    }
    let quantityMicros: number | undefined = microsPerUnit;
    if (quantity !== undefined) {
      quantityMicros = parseAmount(quantity(row));
      if (quantityMicros === undefined) return spoil(group, line, `\`${lines.quantity}\` is not a number.`);
      product.quantity = quantityMicros / microsPerUnit;
    }
    if (price !== undefined) {
      const text = price(row);
      const priceMicros = parseAmount(text);
      const sumMicros = priceMicros === undefined ? undefined : multiplyMicros(priceMicros, quantityMicros);
      if (sumMicros === undefined) return spoil(group, line, `\`${lines.price}\` is not an amount.`);
      product.price = Number(text);
      group.totalMicros += sumMicros;
    }
    group.products.push(product);
  };
}

function spoil(group: RowGroup, line: number, reason: string): void {
  group.fault ??= { line, reason };
}
