const lineLength = 76;
const hex = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`);
const space = 0x20;
const tab = 0x09;
const unsafe = /[^\t\x20-\x3c\x3e-\x7e\n]/g;

/** Text as quoted-printable UTF-8, lines ended by CRLF (RFC 2045, 6.7). Linear. */
export function quotedPrintable(text: string): string {
  const bytes = Buffer.from(text.replace(/\r\n?/g, "\n"), "utf8").toString("latin1");
  const safe = bytes.replace(unsafe, (char) => hex[char.charCodeAt(0)]!);
  return safe.split("\n").map(wrapped).join("\r\n");
}

function wrapped(line: string): string {
  const last = line.charCodeAt(line.length - 1);
  let rest = last === space || last === tab ? line.slice(0, -1) + hex[last] : line;
  if (rest.length <= lineLength) return rest;
  let lines = "";
  while (rest.length > lineLength) {
    // A soft break takes the last place, and must not stand within an encoded byte.
    const encoded = rest.lastIndexOf("=", lineLength - 2);
    const end = encoded > lineLength - 4 ? encoded : lineLength - 1;
    lines += `${rest.slice(0, end)}=\r\n`;
    rest = rest.slice(end);
  }
  return lines + rest;
}
