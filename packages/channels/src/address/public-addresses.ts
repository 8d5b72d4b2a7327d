import { lookup as lookUp } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Networks that are not the public internet (IANA special-purpose registries): a server must not be talked into reaching them. */
const inner = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  inner.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  // Nobody, this machine, and every IPv4 address in the notation of RFC 4291, 2.5.5.1.
  ["::", 96],
  // IPv4 addresses as RFC 2765 translates them.
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  // What inner networks were called before fc00::/7 (RFC 3879).
  ["fec0::", 10],
  ["ff00::", 8],
] as const)
  inner.addSubnet(network, prefix, "ipv6");

/** Whether an IP address is one of the public internet. IPv4 in IPv6 is judged as IPv4. */
export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const family = isIP(mapped ?? address);
  if (family === 0) return false;
  // `::ffff:a00:1` is 10.0.0.1 too; Node's own BlockList reads mapped addresses in every notation.
  return !inner.check(mapped ?? address, family === 4 ? "ipv4" : "ipv6");
}

/**
 * Resolves names as a connection is made, and refuses those that lead to an inner network: what was checked is what is connected to, so
 * a name that changes its answer in between (DNS rebinding) gains nothing.
 */
export const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, "", 0);
    const refused = found.find(({ address }) => !isPublicAddress(address));
    if (refused !== undefined || found.length === 0) {
      const told = new Error(`${hostname} leads to ${refused?.address ?? "nowhere"}, which is no public address`);
      return callback(Object.assign(told, { code: "ERR_INNER_ADDRESS" }), "", 0);
    }
    if (options.all === true) return callback(null, found);
    return callback(null, found[0]!.address, found[0]!.family);
  });
};

/** The reason why a URL must not be called, or null. Names are judged when they are looked up. */
export function refusalOfUrl(url: string, { allowInner }: { allowInner: boolean }): string | null {
  if (!URL.canParse(url)) return "is no URL";
  const { protocol, hostname, username, password } = new URL(url);
  if (protocol !== "https:" && !(allowInner && protocol === "http:")) return "is not https";
  if (username !== "" || password !== "") return "holds a user name or password; put secrets into a header";
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  if (!allowInner && isIP(address) !== 0 && !isPublicAddress(address)) return "names an address of an inner network";
  return null;
}
