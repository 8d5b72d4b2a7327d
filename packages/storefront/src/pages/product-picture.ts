import { type Palette, paletteOf } from "./picture-palette.ts";
import { shapes } from "./picture-shapes.ts";
import type { ShopItem } from "./shop-item.ts";

/** A drawn picture of a product, 400 × 400: its shape by what it is called, its colours by its material, the light by its id. The same item always looks the same. */
export function productPicture({
  itemId,
  name,
  category = "",
}: Pick<ShopItem, "itemId" | "name" | "category">): string {
  const number = [...itemId].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 99_991, 7);
  const palette = paletteOf(name, number);
  const draw =
    (shapes.find(([words]) => words.test(name)) ?? shapes.find(([words]) => words.test(category)))?.[1] ?? box;
  const hangs = /pendant|wall|mirror|art print|hook|string/i.test(name);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400"><defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${palette.wall}"/><stop offset="1" stop-color="${palette.wallLow}"/></linearGradient></defs><rect width="400" height="400" fill="url(#g)"/><rect y="306" width="400" height="94" fill="${palette.floor}"/>${daylight(number)}${hangs ? "" : '<ellipse cx="204" cy="322" rx="118" ry="13" fill="#000" opacity=".13"/>'}<g stroke-linejoin="round" stroke-linecap="round">${draw(palette)}</g></svg>`;
}

/** Light that falls through a window beside the picture. */
function daylight(number: number): string {
  const x = -40 + (number % 7) * 55;
  return `<path d="M${x} 0h70l90 306h-96zM${x + 92} 0h58l90 306h-84z" fill="#fff" opacity=".16"/>`;
}

function box({ main, deep, light }: Palette): string {
  return `<path d="M110 190l90-38 90 38v96l-90 38-90-38z" fill="${main}"/><path d="M110 190l90 38 90-38-90-38z" fill="${light}"/><path d="M200 228v96l90-38v-96z" fill="${deep}"/>`;
}

/** A room for the banner, 720 × 480. */
export function scenePicture(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 480" width="720" height="480"><rect width="720" height="480" fill="#e7dccb"/><rect y="372" width="720" height="108" fill="#cdb896"/><path d="M60 0h120l150 372H150zM220 0h96l150 372H344z" fill="#fff" opacity=".25"/><rect x="470" y="70" width="120" height="150" rx="4" fill="#fbf7ef" stroke="#8a6a48" stroke-width="7"/><circle cx="512" cy="122" r="22" fill="#d98f5c"/><path d="M477 196q34-46 62-18t44-8v43H477z" fill="#5f7f6d"/><ellipse cx="330" cy="432" rx="250" ry="26" fill="#a9573f" opacity=".55"/><ellipse cx="330" cy="432" rx="210" ry="19" fill="none" stroke="#f1e4d2" stroke-width="4"/><g><rect x="150" y="236" width="310" height="120" rx="34" fill="#3f5f52"/><rect x="124" y="280" width="64" height="112" rx="28" fill="#355145"/><rect x="422" y="280" width="64" height="112" rx="28" fill="#355145"/><rect x="176" y="306" width="130" height="70" rx="18" fill="#4b6d5f"/><rect x="304" y="306" width="130" height="70" rx="18" fill="#4b6d5f"/><path d="M176 390v26M436 390v26" stroke="#6f4e33" stroke-width="12"/><rect x="196" y="252" width="72" height="66" rx="14" fill="#e0a96d" transform="rotate(-9 232 285)"/><rect x="352" y="256" width="66" height="62" rx="14" fill="#f3ead9" transform="rotate(8 385 287)"/></g><g><path d="M566 416V200" stroke="#3b2f26" stroke-width="7"/><path d="M524 204l22-66h42l22 66z" fill="#f6d9a5"/><path d="M524 204h86l60 168H468z" fill="#fff2cf" opacity=".3"/><ellipse cx="566" cy="420" rx="40" ry="8" fill="#3b2f26"/></g><g><path d="M64 318h74l-12 98H76z" fill="#c77f57"/><path d="M100 320q-6-70-52-92 10 58 46 92zM102 320q0-96 40-132 14 76-34 132zM104 320q30-66 70-66-14 50-64 68z" fill="#4f7a5d"/></g><path d="M250 0v70" stroke="#3b2f26" stroke-width="3"/><path d="M196 118q6-48 54-48t54 48z" fill="#b5563c"/></svg>`;
}
