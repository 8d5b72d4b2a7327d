const dot = 0x2e;
const zero = 0x30;

/**
 * Whether an IP address is the given address or lies in the given CIDR block (`10.0.0.0/8`, `2001:db8::/32`). IPv4 addresses in
 * IPv6 form (`::ffff:10.0.0.1`) count as IPv4. False where either is not an address.
 */
export function isInAddressBlock(address: string, block: string): boolean {
  const slash = block.indexOf("/");
  const base = parseAddress(slash === -1 ? block : block.slice(0, slash));
  const own = parseAddress(address);
  if (base === undefined || own === undefined || base.length !== own.length) return false;
  const bits = slash === -1 ? base.length * 8 : Number(block.slice(slash + 1));
  if (!Number.isInteger(bits) || bits < 0 || bits > base.length * 8) return false;
  for (let i = 0; i < base.length; i++) {
    const kept = Math.min(8, Math.max(0, bits - i * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    if ((base[i]! & mask) !== (own[i]! & mask)) return false;
  }
  return true;
}

/** 4 or 16 bytes. */
function parseAddress(text: string): number[] | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 50) return undefined;
  if (!trimmed.includes(":")) return parseIpv4(trimmed);
  const bytes = parseIpv6(trimmed);
  const isMapped = bytes?.slice(0, 10).every((b) => b === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? bytes?.slice(12) : bytes;
}

/** Read character by character: it runs for every event under every rule. */
function parseIpv4(text: string): number[] | undefined {
  const bytes: number[] = [];
  let byte = -1;
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? dot : text.charCodeAt(i);
    if (code === dot) {
      if (byte === -1) return undefined;
      bytes.push(byte);
      byte = -1;
    } else {
      const digit = code - zero;
      byte = byte === -1 ? digit : byte * 10 + digit;
      if (digit < 0 || digit > 9 || byte > 255) return undefined;
    }
  }
  return bytes.length === 4 ? bytes : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  const withoutZone = text.replace(/%.*$/, "");
  const halves = withoutZone.split("::");
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!);
  const tail = halves.length === 2 ? parseGroups(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string): number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    if (group.includes(".")) {
      const ipv4 = i === groups.length - 1 ? parseIpv4(group) : undefined;
      if (ipv4 === undefined) return undefined;
      bytes.push(...ipv4);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    }
  }
  return bytes;
}
