/** In units of the drawing: beside text on a screen or on paper, and on a phone, where a scaled wide one could not be read. */
const WIDE = 720;
const PHONE = 350;

/** A chart drawn for wide screens and paper, and again for phones; the style of reports shows one of them. */
export function bothWidths(draw: (width: number) => string): string {
  return `<div class="wide">${draw(WIDE)}</div><div class="phone">${draw(PHONE)}</div>`;
}
