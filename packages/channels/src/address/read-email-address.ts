/** What RFC 5321 allows of a mailbox's length, and of the part before the @. */
const maxLength = 254;
const maxLocalLength = 64;

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+)*$/u;
const label = /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

/**
 * An address that a mail server can be asked to deliver to, or null: the dot-atom form of RFC 5322 with a domain of at least two labels.
 * Quoted local parts, comments, address literals and anything with a line break are refused: no shopper has one, and header injection does.
 */
export function readEmailAddress(text: string): string | null {
  const address = text.trim();
  if (address.length > maxLength || /\s/.test(text.trim())) return null;
  const at = address.lastIndexOf("@");
  const [name, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (at < 1 || name.length > maxLocalLength || !local.test(name)) return null;
  const labels = domain.split(".");
  return labels.length >= 2 && labels.every((part) => label.test(part)) ? address : null;
}
