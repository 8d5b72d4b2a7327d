import type { ServedModel, ServedRole, ServedTable } from "@attune/learn/serve/served-model";
import { servedRoles } from "@attune/learn/serve/served-model";
import { newcomersTo, type PlacedModel } from "../decide/placed-model.ts";
import type { LiveCatalogue } from "./live-catalogue.ts";

/** A quarter of a millisecond of translating; some three before the loop is compiled, which is when it matters. */
const entriesPerTurn = 50_000;
/** Less than a millisecond of looking up, also in a map that is in no cache. */
const idsPerTurn = 1_000;

/**
 * Puts a model into the numbers of the catalogue, in short turns, so that decisions go on meanwhile. The model's tables are changed in place: nobody else may have
 * them. Throws RangeError where a table names items that the model does not have.
 *
 * @param pause lets what waits go first
 */
export async function placeModel(
  model: ServedModel,
  catalogue: LiveCatalogue,
  pause: () => Promise<unknown>,
): Promise<PlacedModel> {
  const numbers = new Uint32Array(model.itemCount);
  let row = 0;
  for (const block of model.itemIds()) {
    for (const itemId of block) {
      numbers[row++] = catalogue.number(itemId);
      if (row % idsPerTurn === 0) await pause();
    }
    await pause();
  }
  if (row !== model.itemCount) throw new RangeError(`The model has ${row} ids for ${model.itemCount} items.`);
  const rowOf = new Int32Array(catalogue.size).fill(-1);
  for (let each = 0; each < numbers.length; each++) rowOf[numbers[each]!] = each;
  await pause();
  const tables = {} as Record<ServedRole, ServedTable>;
  for (const role of servedRoles) {
    const table = model.tables[role];
    await translate(table.neighbor, numbers, pause);
    tables[role] = table;
  }
  const { modelId, trainedAt, rhythmDays, seen = "leave-out", only } = model;
  // Worked out by itself: it may take some of a turn.
  const newcomers = newcomersTo({ rowOf }, catalogue);
  await pause();
  return { modelId, trainedAt, rowOf, tables, seen, rhythmDays, newcomers, ...(only === undefined ? {} : { only }) };
}

async function translate(neighbor: Uint32Array, numbers: Uint32Array, pause: () => Promise<unknown>): Promise<void> {
  for (let from = 0; from < neighbor.length; from += entriesPerTurn) {
    const end = Math.min(neighbor.length, from + entriesPerTurn);
    for (let entry = from; entry < end; entry++) {
      const row = neighbor[entry]!;
      if (row >= numbers.length) throw new RangeError("A table of the model names an item that it does not have.");
      neighbor[entry] = numbers[row]!;
    }
    await pause();
  }
}
