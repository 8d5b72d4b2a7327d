/** A file of an archive. */
export interface ArchivedFile {
  path: string;
  content: Uint8Array;
}

/** 1 January 1980, the earliest day that the format knows: the same files give the same bytes on any day. */
const DOS_DATE = 0x21;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;

/**
 * The files as one ZIP archive, stored without compression: the bytes depend on the files alone, on every machine.
 * @see PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16
 */
export function zipArchive(files: readonly ArchivedFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, content } of files) {
    const name = new TextEncoder().encode(path);
    const described = [UTF8_NAMES, 0, 0, DOS_DATE] as const;
    const sizes = [crc32(content), content.length, content.length] as const;
    const local = bytes([
      [4, LOCAL],
      [2, VERSION],
      ...pairs(2, described),
      ...pairs(4, sizes),
      [2, name.length],
      [2, 0],
    ]);
    directory.push(
      bytes([
        [4, CENTRAL],
        [2, VERSION],
        [2, VERSION],
        ...pairs(2, described),
        ...pairs(4, sizes),
        [2, name.length],
        ...pairs(2, [0, 0, 0, 0]),
        [4, 0],
        [4, offset],
      ]),
      name,
    );
    parts.push(local, name, content);
    offset += local.length + name.length + content.length;
  }
  const directorySize = directory.reduce((sum, { length }) => sum + length, 0);
  const end = bytes([
    [4, END],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directorySize],
    [4, offset],
    [2, 0],
  ]);
  return joined([...parts, ...directory, end]);
}

type Field = readonly [size: 2 | 4, value: number];

function pairs(size: 2 | 4, values: readonly number[]): Field[] {
  return values.map((value) => [size, value]);
}

/** Little-endian fields. */
function bytes(fields: readonly Field[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = (c & 1) === 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 of ISO 3309. */
export function crc32(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < content.length; i++) crc = table[(crc ^ content[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
