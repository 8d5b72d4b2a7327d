import Type from "typebox";

const id = Type.String({ minLength: 1, maxLength: 512 });

/** Body of `POST /v1/decide`; the noun is `DecideRequest` of the model. */
export const decideRequestSchema = Type.Object(
  {
    userId: Type.Optional(id),
    anonymousId: Type.Optional(id),
    placements: Type.Array(id, { minItems: 1, maxItems: 50 }),
    context: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    trace: Type.Optional(Type.Boolean()),
    confirm: Type.Optional(
      Type.Boolean({
        description: "Count the person only when `/v1/decide/confirm` says, within a minute, that it came in time.",
      }),
    ),
  },
  { additionalProperties: false },
);
