/**
 * A text by which semantic versions sort: numbers padded, a release after its pre-releases ("~" is the greatest ASCII character), build
 * metadata and a leading v left out. What is no version counts as "0".
 */
export function versionKey(version: unknown): string {
  const text = typeof version === "number" ? String(version) : version;
  const parts = (typeof text === "string" && text !== "" ? text : "0").replace(/(^v|\+.*$)/g, "").split(/[-.]/);
  if (parts.length === 3) parts.push("~");
  return parts.map((part) => (/^\d+$/.test(part) ? part.padStart(5, " ") : part)).join("-");
}
