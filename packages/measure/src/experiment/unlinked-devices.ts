import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { wilsonInterval } from "./binomial-interval.ts";

/** Orders in the window, by whether the person's devices can be linked (a user id was seen), and whether they were on the device of the first exposure. */
export interface DeviceOrders {
  linkedSame: number;
  linkedOther: number;
  unlinked: number;
}

/** What orders on devices that were never linked to the exposure may hide. */
export interface UnlinkedBias {
  /** Of linked people's orders, the share on another device than that of the exposure. */
  otherDeviceShare: number;
  interval: [number, number];
  /** Of all orders that exposed and held-out people made, the share that cannot be seen as theirs. */
  missedShare: number;
  missedInterval: [number, number];
  /** By how much a measured effect on orders is too small, at most: true = measured · factor. */
  factor: number;
  factorInterval: [number, number];
}

/**
 * Orders that never-linked people made on a second device are lost to the report: the device came as a new person. If they change devices
 * as often as linked people do (c), u orders seen stand for u/(1 − c) made; with l orders of linked people the share
 * m = (u·c/(1 − c)) / (l + u/(1 − c)) is missed, in both arms alike, and effects on orders are too small by 1 − m.
 * People who never sign in change devices less, if anything, so this is an upper bound. Interval: Wilson's for c, carried through.
 * Undetermined below 30 orders of linked people.
 */
export function unlinkedBias({ linkedSame, linkedOther, unlinked }: DeviceOrders): UnlinkedBias | Undetermined {
  const linked = linkedSame + linkedOther;
  if (linked < 30) {
    return undetermined(
      "too-few-linked-orders",
      `${linked} orders are by people whose devices are linked; how often people change devices needs at least 30.`,
    );
  }
  const missed = (share: number) => (unlinked * share) / (1 - share) / (linked + unlinked / (1 - share));
  const otherDeviceShare = linkedOther / linked;
  const interval = wilsonInterval({ n: linked, successes: linkedOther });
  if (!(interval[1] < 1)) {
    return undetermined("all-on-other-devices", "Every linked order was on another device than the exposure.");
  }
  const [low, high] = interval.map(missed) as [number, number];
  const missedShare = missed(otherDeviceShare);
  return {
    otherDeviceShare,
    interval,
    missedShare,
    missedInterval: [low, high],
    factor: 1 / (1 - missedShare),
    factorInterval: [1 / (1 - low), 1 / (1 - high)],
  };
}
