/** As whom one looks: by their own ids, as a decision is asked for. */
export interface PreviewedPerson {
  userId?: string;
  anonymousId?: string;
}

/** Whom a form names; who names nobody looks as somebody who was never here. */
export function previewedPerson(typed: { userId: string; anonymousId: string }): PreviewedPerson {
  const userId = typed.userId.trim();
  const anonymousId = typed.anonymousId.trim();
  if (userId === "" && anonymousId === "") return { anonymousId: "somebody-new" };
  return { ...(userId === "" ? {} : { userId }), ...(anonymousId === "" ? {} : { anonymousId }) };
}

/** The storefront's front page as they see it; the storefront takes one id, and the user id says more. */
export function storefrontAs({ userId, anonymousId }: PreviewedPerson): string {
  const [name, id] = userId === undefined ? ["anonymousId", anonymousId ?? ""] : ["userId", userId];
  return `/shop/#${new URLSearchParams({ [name]: id })}`;
}
