import type { IdentifierKey } from "@attune/model/identity";
import type { LiveView, WriteSet } from "@attune/model/write-set";
import type { LiveState } from "../ports/live-state.ts";
import { type FoldInput, type FoldSettings, identifierKeysOf } from "../profile/fold-group.ts";
import { furtherIdentifierKeys } from "../profile/further-identifier-keys.ts";

/**
 * What the inputs can touch: what they name, and what the profiles they name can lead to. `underway`, what is being written at this
 * moment, counts as written.
 * @param readSince see `LiveState.load`
 */
export async function loadView(
  state: Pick<LiveState, "load">,
  inputs: readonly FoldInput[],
  settings: FoldSettings,
  underway: WriteSet | null,
  readSince?: number,
): Promise<LiveView> {
  const identifiers = new Set<IdentifierKey>();
  const messages = new Set<string>();
  for (const input of inputs) {
    for (const key of identifierKeysOf(input)) identifiers.add(key);
    if (input.kind === "event") messages.add(input.messageKey);
    else if (input.kind === "decision" && input.once !== undefined) messages.add(input.once.messageKey);
  }
  const view = await state.load(identifiers, messages, readSince);
  layOver(view, identifiers, messages, underway);
  const loaded = new Set(identifiers);
  for (;;) {
    const further = furtherIdentifierKeys(view, inputs, settings).filter((key) => !loaded.has(key));
    if (further.length === 0) return view;
    const rest = await state.load(further, [], readSince);
    layOver(rest, further, [], underway);
    if (rest.identities.size === 0) return view;
    for (const key of further) loaded.add(key);
    for (const [key, record] of rest.identities) view.identities.set(key, record);
    for (const [profileId, profile] of rest.profiles) view.profiles.set(profileId, profile);
  }
}

/** Brings a view, fresh from the stores and nobody else's, up to what is being written. The stores may or may not have it yet. */
function layOver(
  view: LiveView,
  identifiers: Iterable<IdentifierKey>,
  messages: Iterable<string>,
  underway: WriteSet | null,
): void {
  if (underway === null) return;
  for (const key of identifiers) {
    const record = underway.identities.get(key);
    if (record === null) view.identities.delete(key);
    else if (record !== undefined) view.identities.set(key, record);
  }
  for (const [profileId, profile] of underway.profiles) {
    if (profile === null) view.profiles.delete(profileId);
    else view.profiles.set(profileId, profile);
  }
  for (const message of messages) if (underway.seen.has(message)) view.seen.add(message);
  const lastEntry = underway.entries.at(-1);
  if (lastEntry !== undefined) view.nextOffset = Math.max(view.nextOffset, lastEntry.offset + 1);
  const lastQuarantined = underway.quarantined.at(-1);
  if (lastQuarantined !== undefined) {
    view.nextQuarantineId = Math.max(view.nextQuarantineId, lastQuarantined.quarantineId + 1);
  }
}
