import type { SeenRule } from "@attune/model/tactic";
import { type ServedModel, type ServedRole, type ServedTable, servedRoles } from "./served-model.ts";

/** Eight bytes that a model's file begins with; the digit is the version of the format. */
const magic = "ATTUNEM1";
const idsPerBlock = 4_000;

interface Header {
  modelId: string;
  trainedAt: number;
  itemCount: number;
  seen?: SeenRule;
  /** Bytes of each block of ids, a JSON list. */
  idBlocks: number[];
  tables: { role: ServedRole; decay: number; lastItems: number; entries: number }[];
}

/**
 * A model as bytes, to be written one part after another: the magic word, the header's length, the header (JSON), the blocks of ids, then
 * little-endian numbers that begin at a multiple of 4: per table row starts, neighbors and strengths; at last the rhythms.
 */
export function encodeModel(model: ServedModel, itemIds: readonly string[]): Uint8Array[] {
  const text = new TextEncoder();
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < itemIds.length; from += idsPerBlock)
    blocks.push(text.encode(JSON.stringify(itemIds.slice(from, from + idsPerBlock))));
  const header: Header = {
    modelId: model.modelId,
    trainedAt: model.trainedAt,
    itemCount: model.itemCount,
    ...(model.seen === undefined ? {} : { seen: model.seen }),
    idBlocks: blocks.map(({ byteLength }) => byteLength),
    tables: servedRoles.map((role) => {
      const { decay, lastItems, neighbor } = model.tables[role];
      return { role, decay, lastItems, entries: neighbor.length };
    }),
  };
  const headerBytes = text.encode(JSON.stringify(header));
  const before = magic.length + 4 + headerBytes.byteLength + header.idBlocks.reduce((sum, bytes) => sum + bytes, 0);
  const tables = servedRoles.flatMap((role) => {
    const { rowStart, neighbor, strength } = model.tables[role];
    return [bytesOf(rowStart), bytesOf(neighbor), bytesOf(strength)];
  });
  return [
    text.encode(magic),
    bytesOf(Uint32Array.of(headerBytes.byteLength)),
    headerBytes,
    ...blocks,
    new Uint8Array((4 - (before % 4)) % 4),
    ...tables,
    bytesOf(model.rhythmDays),
  ];
}

/** Reads what `encodeModel` wrote; the tables are views of `bytes`. Throws RangeError for anything else, cut-off files included. */
export function decodeModel(bytes: Uint8Array): ServedModel {
  const text = new TextDecoder();
  if (text.decode(bytes.subarray(0, magic.length)) !== magic) throw new RangeError("This is no model of this version.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerFrom = magic.length + 4;
  const header = readHeader(text.decode(bytes.subarray(headerFrom, headerFrom + view.getUint32(magic.length, true))));
  const idsFrom = headerFrom + view.getUint32(magic.length, true);
  const idsEnd = idsFrom + header.idBlocks.reduce((sum, length) => sum + length, 0);
  let offset = idsEnd + ((4 - (idsEnd % 4)) % 4);

  function words<T>(Kind: new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T, length: number): T {
    if (offset + 4 * length > bytes.byteLength) throw new RangeError("The model's file is cut off.");
    const from = bytes.byteOffset + offset;
    offset += 4 * length;
    return from % 4 === 0
      ? new Kind(bytes.buffer, from, length)
      : new Kind(bytes.slice(offset - 4 * length, offset).buffer, 0, length);
  }
  const tables = Object.fromEntries(
    header.tables.map(({ role, decay, lastItems, entries }): [ServedRole, ServedTable] => {
      const rowStart = words(Uint32Array, header.itemCount + 1);
      const table = {
        rowStart,
        neighbor: words(Uint32Array, entries),
        strength: words(Float32Array, entries),
        decay,
        lastItems,
      };
      if (rowStart[header.itemCount] !== entries) throw new RangeError(`The table ${role} does not fit its rows.`);
      return [role, table];
    }),
  ) as ServedModel["tables"];
  return {
    modelId: header.modelId,
    trainedAt: header.trainedAt,
    itemCount: header.itemCount,
    ...(header.seen === undefined ? {} : { seen: header.seen }),
    *itemIds() {
      let from = idsFrom;
      for (const length of header.idBlocks) {
        yield JSON.parse(text.decode(bytes.subarray(from, from + length))) as string[];
        from += length;
      }
    },
    tables,
    rhythmDays: words(Float32Array, header.itemCount),
  };
}

function readHeader(text: string): Header {
  let header: Header;
  try {
    header = JSON.parse(text) as Header;
  } catch {
    throw new RangeError("The model's header is no JSON.");
  }
  if (!servedRoles.every((role) => header.tables.some((table) => table.role === role)))
    throw new RangeError("The model lacks a table.");
  return header;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
