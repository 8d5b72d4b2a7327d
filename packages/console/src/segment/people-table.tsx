import type { SegmentPerson } from "../api/segments.ts";
import { routeTo } from "../app/route-address.ts";
import { formatCount } from "../format/number.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Moment } from "../parts/moment.tsx";

/** People whom a condition means, and why each. */
export function PeopleTable({
  caption,
  people,
}: {
  caption: string;
  people: ReadonlyArray<SegmentPerson & { since?: string }>;
}) {
  const since: Column<SegmentPerson & { since?: string }> = {
    title: "Since",
    show: ({ since: at }) => (at === undefined ? "" : <Moment at={at} />),
    csv: ({ since: at }) => at ?? null,
  };
  return (
    <DataTable
      caption={caption}
      rows={people}
      rowKey={({ profileId }) => profileId}
      columns={[
        {
          title: "Person",
          show: (person) => <a href={routeTo("profiles", "profile_id", person.profileId)}>{personName(person)}</a>,
          csv: personName,
        },
        { title: "Because", isText: true, show: ({ because }) => because, csv: ({ because }) => because },
        {
          title: "Last seen",
          show: ({ lastSeenAt }) => <Moment at={lastSeenAt} />,
          csv: ({ lastSeenAt }) => lastSeenAt,
        },
        {
          title: "Orders",
          show: ({ orderCount }) => formatCount(orderCount),
          csv: ({ orderCount }) => orderCount,
          isNumber: true,
        },
        ...(people.some(({ since: at }) => at !== undefined) ? [since] : []),
      ]}
    />
  );
}

/** What a person is best known by: an e-mail, else the first of their identifiers. */
export const personName = ({ identities, profileId }: SegmentPerson): string =>
  (identities.find(({ namespace }) => namespace === "email") ?? identities[0])?.value ?? profileId;
