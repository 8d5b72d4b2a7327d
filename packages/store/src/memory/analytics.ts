import { writeFile } from "node:fs/promises";
import type { Analytics } from "@attune/engine/ports/analytics";
import { AttuneError } from "@attune/model/errors";
import { isUndetermined } from "@attune/model/undetermined";
import { checkSelect } from "../sql/check-select.ts";
import { conditionToSql } from "../sql/condition-to-sql.ts";
import { requireQuery } from "../sql/named-queries.ts";
import type { AnalyticsRows } from "./analytics-rows.ts";
import { answerQuery } from "./answer-query.ts";
import { countPeople } from "./count-people.ts";

/** Analytics over arrays: the reference that the SQL of the other adapters is compared with. Every query is linear in the rows. */
export function createMemoryAnalytics(): Analytics {
  const rows: AnalyticsRows = { events: [], exposures: [], assignments: [], people: new Map() };
  const tokens = new Set<string>();

  return {
    async insert(batch, token) {
      if (tokens.has(token)) return;
      tokens.add(token);
      rows.events = rows.events.concat([...batch.events]);
      rows.exposures = rows.exposures.concat([...batch.exposures]);
      rows.assignments = rows.assignments.concat([...(batch.assignments ?? [])]);
      for (const person of batch.people) {
        const known = rows.people.get(person.profileId);
        if (known === undefined || known.version < person.version) rows.people.set(person.profileId, person);
      }
    },
    async removeProfiles(profileIds) {
      const gone = new Set(profileIds);
      rows.events = rows.events.filter(({ profileId }) => !gone.has(profileId));
      rows.exposures = rows.exposures.filter(({ profileId }) => !gone.has(profileId));
      rows.assignments = rows.assignments.filter(({ profileId }) => !gone.has(profileId));
      for (const id of gone) rows.people.delete(id);
    },
    async query(name, parameters) {
      return answerQuery(requireQuery(name, parameters), rows, parameters);
    },
    async writeRows(name, parameters, path) {
      const lines = answerQuery(requireQuery(name, parameters), rows, parameters).map(
        (row) => `${JSON.stringify(row)}\n`,
      );
      await writeFile(path, lines.join(""));
    },
    async countPeople(question) {
      const translated = conditionToSql(question);
      return isUndetermined(translated) ? translated : countPeople(rows, question);
    },
    select: async (sql) => noSql(sql),
    writeSelected: async (sql) => noSql(sql),
    async clear() {
      rows.events = [];
      rows.exposures = [];
      rows.assignments = [];
      rows.people.clear();
      tokens.clear();
    },
    async purge() {},
    progress: async () => [],
    async health() {
      return { available: true, detail: "in memory" };
    },
    async close() {},
  };
}

/** What no adapter takes is refused here alike. */
function noSql(sql: string): never {
  checkSelect(sql);
  throw new AttuneError("conflict", "Stores in memory answer no SQL.");
}
