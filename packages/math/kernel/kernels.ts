// AssemblyScript: what build.mjs compiles to WebAssembly with 128-bit SIMD. Pointers are byte offsets.

// @ts-nocheck

export { attend, attendBack } from "./attention";
export { bestOfBlock } from "./byte-rows";
export { gramOfRows, scoreRows, solveRows } from "./factors";
export { multiplyAdd } from "./products";
export { scalePanel, subtractProduct } from "./sweep-doubles";
export { scalePanelSingles, subtractProductSingles } from "./sweep-singles";
