import { AttuneError } from "@attune/model/errors";

/** How many attempts a name may make in a window; what succeeds is taken back. */
export interface AttemptLimits {
  perAccount: number;
  perAddress: number;
  windowMs: number;
}

export const presentLimits: AttemptLimits = { perAccount: 10, perAddress: 50, windowMs: 15 * 60_000 };

/** Names remembered at most; beyond, the one seen first is forgotten. */
const mostNames = 20_000;

export interface Attempts {
  /** Counts an attempt before it is judged, so that many at once are no way around. Throws `too-many-requests`. */
  begin(account: string, address: string): void;
  /** The attempt was right: it counts no more, nor do the account's earlier ones. */
  succeeded(account: string, address: string): void;
}

/** Counts attempts to sign in, by account (whether or not it exists) and by address; IPv6 by its /64. In memory: a restart forgets. */
export function createAttempts(clock: () => number, limits: AttemptLimits = presentLimits): Attempts {
  const counted = new Map<string, { count: number; since: number }>();

  function add(name: string, most: number): void {
    const now = clock();
    const seen = counted.get(name);
    const present = seen === undefined || now - seen.since >= limits.windowMs ? { count: 0, since: now } : seen;
    if (present.count >= most) {
      const retryAfterSeconds = Math.max(1, Math.ceil((present.since + limits.windowMs - now) / 1_000));
      throw new AttuneError("too-many-requests", "Too many attempts to sign in. Wait a while.", { retryAfterSeconds });
    }
    present.count += 1;
    if (seen !== present && counted.size >= mostNames) counted.delete(counted.keys().next().value!);
    counted.set(name, present);
  }

  return {
    begin(account, address) {
      add(`address ${networkOf(address)}`, limits.perAddress);
      add(`account ${account}`, limits.perAccount);
    },
    succeeded(account, address) {
      counted.delete(`account ${account}`);
      const ofAddress = counted.get(`address ${networkOf(address)}`);
      if (ofAddress !== undefined) ofAddress.count = Math.max(0, ofAddress.count - 1);
    },
  };
}

/** One household or server has a whole /64 of IPv6. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  const [head = "", tail = ""] = address.split("::", 2);
  const groups = head.split(":").filter(Boolean);
  const rest = tail.split(":").filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => "0");
  return [...groups, ...zeros, ...rest].slice(0, 4).join(":");
}
