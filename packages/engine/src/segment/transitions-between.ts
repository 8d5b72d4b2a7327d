import type { FoundMemberships, Transition } from "@attune/model/segment";

/** Which segments a person came into and left between two looks, in the order of their ids. */
export function transitionsBetween(
  profileId: string,
  before: FoundMemberships,
  after: FoundMemberships,
  at: number,
): Array<Omit<Transition, "sequence">> {
  return [...new Set([...Object.keys(before.since), ...Object.keys(after.since)])].sort().flatMap((segmentId) => {
    const [was, is] = [Object.hasOwn(before.since, segmentId), Object.hasOwn(after.since, segmentId)];
    return was === is ? [] : [{ profileId, segmentId, change: is ? ("entered" as const) : ("left" as const), at }];
  });
}
