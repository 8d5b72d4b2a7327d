/** What this browser keeps for the shop: the cart, orders, what is not wanted. Necessary for what the visitor asked for, so no consent is needed. */
export function readKept<T>(name: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(`shop.${name}`) ?? "null") as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(`shop.${name}`, JSON.stringify(value));
  } catch {
    // Without storage it is gone with the page; the shop still shows.
  }
}
