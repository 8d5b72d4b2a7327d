/** A sentence in which backticks mark what is typed or named exactly: shown as code, as the server's messages mean it. */
export function Words({ children }: { children: string }) {
  const parts = children.split("`");
  // A lone backtick marks nothing.
  if (parts.length % 2 === 0) return children;
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change places.
  return parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
