const svg = "http://www.w3.org/2000/svg";

const grounds = ["#e8ddd0", "#dfe4dc", "#e6dcd9", "#dbe2e4", "#ece3cf", "#e0dde6"];
const bodies = ["#8a5a3c", "#4f6b5c", "#9a5f50", "#47626d", "#a8823f", "#6a5f80"];

/** Outlines by what the thing is called; the last fits anything. On a 100-unit grid. */
const outlines: Array<[RegExp, string]> = [
  [/lamp|light/i, "M50 18v14M34 54l8-22h16l8 22zM50 54v20M38 78h24"],
  [
    /sofa|armchair|seater|stool|chair|bench/i,
    "M24 60V44q0-8 8-8h36q8 0 8 8v16M18 52q0-6 6-6t6 6v10h40V52q0-6 6-6t6 6v22H18zM26 74v8M74 74v8",
  ],
  [/table|desk/i, "M16 42h68v7H16zM24 49v32M76 49v32"],
  [/rug|runner|mat|throw|blanket|curtain|towel/i, "M26 24h48v52H26zM26 34h48M26 66h48M32 76v6M44 76v6M56 76v6M68 76v6"],
  [/cushion|pillow|duvet|bed/i, "M26 34q24-10 48 0 8 16 0 34-24 8-48 0-8-18 0-34z"],
  [
    /shelf|sideboard|cabinet|rack|box|basket|storage|hook/i,
    "M24 22h52v58H24zM24 41h52M24 60h52M47 31h6M47 50h6M47 70h6",
  ],
  [/vase|pot|planter|carafe|jug|bottle/i, "M42 22h16M44 22q2 14-6 24-10 16 2 34h20q12-18 2-34-8-10-6-24"],
  [/mug|cup|glass|bowl|plate|pan|board/i, "M28 40h44q0 34-16 38H44Q28 74 28 40zM36 84h28"],
];
const anything = "M50 20 78 36v30L50 82 22 66V36zM22 36l28 15 28-15M50 51v31";

/** A drawn picture of a product: the same item always looks the same. Decoration beside its name. */
export function picture(itemId: string, name: string): SVGSVGElement {
  const number = [...itemId].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 9973, 7);
  const outline = outlines.find(([words]) => words.test(name))?.[1] ?? anything;
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("viewBox", "0 0 100 100");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "picture");
  const ground = document.createElementNS(svg, "rect");
  const shape = document.createElementNS(svg, "path");
  const set = (node: SVGElement, attributes: Record<string, string>) => {
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  };
  const tone = bodies[number % bodies.length] ?? "#555";
  set(ground, { width: "100", height: "100", fill: grounds[(number >> 3) % grounds.length] ?? "#eee" });
  set(shape, {
    d: outline,
    fill: `${tone}22`,
    stroke: tone,
    "stroke-width": "2.6",
    "stroke-linejoin": "round",
    "stroke-linecap": "round",
  });
  drawing.append(ground, shape);
  return drawing;
}
