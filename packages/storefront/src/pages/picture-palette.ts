/** The colours of one picture. */
export interface Palette {
  wall: string;
  wallLow: string;
  floor: string;
  main: string;
  deep: string;
  light: string;
  /** Wood, metal: what carries the rest. */
  frame: string;
  accent: string;
}

const rooms = [
  ["#f1e9dd", "#e6dac8", "#d3c0a4"],
  ["#e6ebe4", "#d8e0d6", "#bfc9b8"],
  ["#efe3de", "#e5d3cb", "#cfb5a8"],
  ["#e4e9ec", "#d4dde2", "#b9c5cb"],
  ["#f3ead2", "#e9dcb8", "#d2bf90"],
  ["#e9e5ee", "#dcd5e4", "#c3b9cf"],
] as const;

const materials: ReadonlyArray<readonly [RegExp, readonly [string, string, string]]> = [
  [/oak|ash|birch|beech|bamboo|acacia/i, ["#c99a64", "#a87a48", "#e2bd8d"]],
  [/walnut|teak|olive wood/i, ["#8a5a3a", "#6a4229", "#ad7b56"]],
  [/marble|porcelain|opal|ceramic|percale|down|crystal|paper/i, ["#f4f1ec", "#d9d3c9", "#ffffff"]],
  [/brass|copper/i, ["#cf9a4e", "#a87632", "#ecc886"]],
  [/steel|galvanized|wire|concrete|cast iron|powder/i, ["#7d868b", "#596166", "#a9b1b5"]],
  [/rattan|jute|seagrass|recycled/i, ["#c8a878", "#a3845a", "#e3cba4"]],
  [/terracotta|stoneware/i, ["#c4704c", "#9f5638", "#de9776"]],
  [/glass/i, ["#9fbfc0", "#76999b", "#d3e4e3"]],
  [/velvet|mohair/i, ["#355f57", "#254640", "#55837a"]],
  [/linen|cotton|wool|bouclé|flannel|waffle|terry|berber|satin|quilted|washed/i, ["#d8c8b2", "#b9a68d", "#efe5d6"]],
  [/leather/i, ["#9c5d38", "#784425", "#bd815b"]],
  [/enamel|speckled/i, ["#2f5d7c", "#20445c", "#5d8aa8"]],
];

const tones: ReadonlyArray<readonly [string, string, string]> = [
  ["#b5563c", "#8f402a", "#d48066"],
  ["#4f6b5c", "#3a5145", "#76937f"],
  ["#47626d", "#334a54", "#6e8b96"],
  ["#c08a3e", "#976829", "#dcb06d"],
  ["#6a5f80", "#4f4662", "#8f84a6"],
  ["#a8707a", "#86535d", "#c795a0"],
];

/** Colours after the material that the name tells, else after the number; the room's and the accent's after the number. */
export function paletteOf(name: string, number: number): Palette {
  const [wall, wallLow, floor] = rooms[number % rooms.length]!;
  const tone = tones[(number >> 2) % tones.length]!;
  // Fabrics come in colours: half of them take the number's instead of the plain one.
  const told = materials.find(([words]) => words.test(name))?.[1];
  const isDyed =
    /linen|cotton|wool|bouclé|velvet|flannel|waffle|terry|recycled|powder|stoneware/i.test(name) && number % 5 < 3;
  const [main, deep, light] = told === undefined || isDyed ? tone : told;
  return {
    wall,
    wallLow,
    floor,
    main,
    deep,
    light,
    frame: number % 2 === 0 ? "#6f4e33" : "#3d3a37",
    accent: tones[(number >> 4) % tones.length]![0],
  };
}
