import Type from "typebox";
import { count, only, orNull, text } from "./parts.ts";

const micros = Type.Integer({ description: "Millionths of the reporting currency." });

export const offersAnswer = only({
  currency: orNull(text),
  offers: Type.Array(
    only({
      offerId: text,
      name: text,
      budget: orNull(Type.Object({ people: Type.Optional(count), amountMicros: Type.Optional(micros) })),
      people: Type.Integer({ minimum: 0, description: "To whom it was given." }),
      open: Type.Integer({ minimum: 0, description: "Promises that can still be redeemed." }),
      redemptions: Type.Integer({ minimum: 0, description: "Orders that named its code." }),
      spentMicros: Type.Integer({ description: "What those orders took off." }),
      promisedMicros: Type.Union([micros, Type.Null()], {
        description: "The most that open promises can still take off; null: a percentage without a most.",
      }),
      isUsedUp: Type.Boolean({ description: "Nobody new is given it." }),
    }),
  ),
});
