import type { Event } from "@attune/model/event";
import type { Profile } from "@attune/model/profile";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyEvent, asInput, createWorld, event, identifier, type World } from "./profile-world.suite.ts";

/** A person by their identifiers, strongest first, the last being a browser. Only the first has a user id: two would never be joined. */
const people = [
  ["user_id:ada", "email:ada@example.com", "device_id:ada-phone", "anonymous_id:ada-laptop"],
  ["email:guest@example.com", "device_id:guest-phone", "anonymous_id:guest-laptop"],
  ["loyalty_id:gold", "device_id:till", "anonymous_id:kiosk"],
] as const;

const substance = anyEvent.map(({ identifiers: _, previous: __, messageId: ___, ...fields }) => fields);

/** Events of the people in any order, each naming some of one person's identifiers; at last one each that names them all. */
const before = fc
  .array(fc.record({ person: fc.nat(2), mask: fc.integer({ min: 1, max: 15 }), fields: substance }), { maxLength: 14 })
  .map((events) => [
    ...events.map(({ person, mask, fields }) => eventOf(person, mask, fields)),
    ...people.map((identifiers) => event([...identifiers])),
  ]);
const after = fc
  .array(fc.record({ person: fc.nat(2), mask: fc.integer({ min: 1, max: 15 }), fields: substance }), { maxLength: 10 })
  .map((events) => events.map(({ person, mask, fields }) => eventOf(person, mask, fields)));

function eventOf(person: number, mask: number, fields: Partial<Event>): Event {
  const some = people[person]!.filter((_, i) => (mask >> i) & 1);
  return event(some.length > 0 ? some : [people[person]![0]!], fields);
}

/** The person who is joined to Ada, by an event that names her user id and one of their identifiers. */
interface Link {
  person: 1 | 2;
  via: number;
}

const link = (person: 1 | 2): fc.Arbitrary<Link> => fc.record({ person: fc.constant(person), via: fc.nat(2) });

/**
 * The history with only the first `joins` of the links; each other link names Ada alone, and a stranger's event stands where its merge
 * would be, so that every entry has the same offset.
 */
function play(first: Event[], links: readonly Link[], second: Event[], joins: number): World {
  const world = createWorld();
  world.fold(first.map(asInput));
  for (const [i, { person, via }] of links.entries()) {
    if (i >= joins) world.fold([asInput(event([`anonymous_id:stranger-${i}`]))]);
    world.fold([asInput(event(i < joins ? ["user_id:ada", people[person]![via]!] : ["user_id:ada"]))]);
  }
  world.fold(second.map(asInput));
  return world;
}

function personOf(world: World, person: number): Profile {
  return world.find(identifier(people[person]![0]!))!;
}

/** All of a profile but that it was parted from someone. */
function unparted({ separations: _, ...profile }: Profile): Omit<Profile, "separations"> {
  return profile;
}

describe("unmerge", () => {
  it("makes of two joined people who each would have been alone, whichever of them is split off", () => {
    fc.assert(
      fc.property(before, link(1), after, fc.boolean(), (first, guest, second, splitsAda) => {
        const world = play(first, [guest], second, 1);
        const alone = play(first, [guest], second, 0);
        expect(personOf(world, 1)).toBe(personOf(world, 0));
        world.unmerge(personOf(world, 0), people[splitsAda ? 0 : 1].map(identifier));
        for (const person of [0, 1])
          expect(unparted(personOf(world, person))).toEqual(unparted(personOf(alone, person)));
      }),
    );
  });

  it("takes three joined people apart one by one", () => {
    fc.assert(
      fc.property(before, link(1), link(2), after, (first, guest, till, second) => {
        const world = play(first, [guest, till], second, 2);
        world.unmerge(personOf(world, 0), people[2].map(identifier));
        const pair = play(first, [guest, till], second, 1);
        for (const person of [0, 2])
          expect(unparted(personOf(world, person))).toEqual(unparted(personOf(pair, person)));
        world.unmerge(personOf(world, 0), people[1].map(identifier));
        const alone = play(first, [guest, till], second, 0);
        for (const person of [0, 1, 2])
          expect(unparted(personOf(world, person))).toEqual(unparted(personOf(alone, person)));
      }),
    );
  });
});
