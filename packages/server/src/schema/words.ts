import Type from "typebox";

/** Parameters that several routes share. */
export const identifierParams = Type.Object({
  namespace: Type.String({
    minLength: 1,
    maxLength: 100,
    description: "`user_id`, `anonymous_id`, `email`, `phone`, `profile_id`, …",
  }),
  id: Type.String({ minLength: 1 }),
});

/** Characters of an identifier's value at most. */
export const maxIdLength = 1000;

export const idParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 1000 }) });

/** One page, newest first: up to `limit` before the offset `before`. */
export const pageQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  before: Type.Optional(Type.Integer({ minimum: 1 })),
});
