/** The parts of an OpenAPI document that the page shows. */
interface Description {
  info: { description?: string };
  paths?: Record<string, object | undefined>;
}

/** The description of the API as one page without scripts: routes by their word, each with its summary. */
export function apiPage(description: Description): string {
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(description.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods ?? {})) {
      const { tags = ["other"], summary = "" } = operation as { tags?: string[]; summary?: string };
      const row = `<tr><td><code>${escaped(method.toUpperCase())}</code></td><td><code>${escaped(path)}</code></td><td>${escaped(summary)}</td></tr>`;
      for (const tag of tags) byTag.set(tag, [...(byTag.get(tag) ?? []), row]);
    }
  }
  const sections = [...byTag].map(([tag, rows]) => `<h2>${escaped(tag)}</h2><table>${rows.join("")}</table>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Attune: HTTP API</title><style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td{padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}</style></head>
<body><h1>HTTP API</h1><p>${escaped(description.info.description ?? "")}</p>
<p>The machine-readable description is <a href="openapi.json">openapi.json</a>.</p>${sections.join("")}</body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);
}
