/** Where the console shows what lies at an address of the API; the longest beginning that fits counts. */
const routes: ReadonlyArray<readonly [string, string]> = [
  ["/v1/collect/audit", "#/sources"],
  ["/v1/segments", "#/segments"],
  ["/v1/playbook/document", "#/playbook"],
  ["/v1/playbook/revisions", "#/playbook/history"],
  ["/v1/playbook", "#/playbook"],
  ["/v1/measure/tactics", "#/tactics"],
  ["/v1/journeys", "#/journeys"],
  ["/metrics", "#/page-speed"],
];

/** `/v1/playbook/revisions` → `#/playbook/history`; what the console does not show stays an address of the API. */
export function evidenceRoute(link: string): string {
  return routes.find(([beginning]) => link.startsWith(beginning))?.[1] ?? `.${link}`;
}
