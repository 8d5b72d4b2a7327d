import type { Palette } from "./picture-palette.ts";

type Draw = (colours: Palette) => string;

const shade = 'opacity=".18" fill="#000"';

/** How to draw a thing by what it is called; the first that fits. The ground is at y 320. */
export const shapes: ReadonlyArray<readonly [RegExp, Draw]> = [
  [
    /pendant/i,
    ({ main, deep }) =>
      `<path d="M200 0v130" stroke="#3d3a37" stroke-width="4"/><path d="M112 236q8-106 88-106t88 106z" fill="${main}"/><path d="M200 130q80 0 88 106h-48q-2-92-40-106z" fill="${deep}"/><ellipse cx="200" cy="238" rx="88" ry="12" fill="#fff3cf"/><path d="M120 246h160l56 160H64z" fill="#fff3cf" opacity=".28"/>`,
  ],
  [
    /floor lamp|reading lamp/i,
    ({ main, deep, frame }) =>
      `<path d="M200 318V130" stroke="${frame}" stroke-width="7"/><ellipse cx="200" cy="320" rx="52" ry="9" fill="${frame}"/><path d="M146 152l22-82h64l22 82z" fill="${main}"/><path d="M212 70h20l22 82h-28z" fill="${deep}"/><path d="M146 154h108l60 160H86z" fill="#fff3cf" opacity=".3"/>`,
  ],
  [
    /table lamp/i,
    ({ main, deep, light, accent }) =>
      `<path d="M166 318q-22-46 6-82 8-12 8-30h40q0 18 8 30 28 36 6 82z" fill="${accent}"/><path d="M126 206l28-98h92l28 98z" fill="${main}"/><path d="M214 108h32l28 98h-40z" fill="${deep}"/><ellipse cx="200" cy="207" rx="74" ry="9" fill="${light}"/>`,
  ],
  [
    /wall light/i,
    ({ main, light, frame }) =>
      `<rect x="184" y="130" width="32" height="92" rx="14" fill="${frame}"/><path d="M200 176h62" stroke="${frame}" stroke-width="8"/><circle cx="272" cy="166" r="48" fill="#fff3cf" opacity=".5"/><circle cx="272" cy="166" r="34" fill="${light}"/><path d="M240 156a34 34 0 0 1 64 0z" fill="${main}"/>`,
  ],
  [
    /string lights/i,
    ({ frame, light }) =>
      `<path d="M0 110q100 110 200 40t200-20" fill="none" stroke="${frame}" stroke-width="4"/>${[30, 90, 150, 215, 280, 345].map((x, i) => `<circle cx="${x}" cy="${[156, 184, 186, 172, 150, 142][i]}" r="26" fill="#fff3cf" opacity=".5"/><circle cx="${x}" cy="${[156, 184, 186, 172, 150, 142][i]}" r="15" fill="${light}"/>`).join("")}`,
  ],
  [
    /sofa|two-seater|seater/i,
    ({ main, deep, light, frame, accent }) =>
      `<rect x="70" y="172" width="260" height="110" rx="30" fill="${main}"/><rect x="48" y="206" width="58" height="96" rx="26" fill="${deep}"/><rect x="294" y="206" width="58" height="96" rx="26" fill="${deep}"/><rect x="94" y="230" width="106" height="58" rx="16" fill="${light}"/><rect x="200" y="230" width="106" height="58" rx="16" fill="${light}"/><path d="M84 300v18M316 300v18" stroke="${frame}" stroke-width="10"/><rect x="112" y="184" width="56" height="52" rx="12" fill="${accent}" transform="rotate(-8 140 210)"/>`,
  ],
  [
    /armchair|lounge chair|pouf|ottoman/i,
    ({ main, deep, light, frame }) =>
      `<path d="M128 118q72-34 144 0l12 130H116z" fill="${main}"/><rect x="96" y="196" width="52" height="90" rx="24" fill="${deep}"/><rect x="252" y="196" width="52" height="90" rx="24" fill="${deep}"/><rect x="134" y="226" width="132" height="54" rx="18" fill="${light}"/><path d="M126 284l-10 36M274 284l10 36" stroke="${frame}" stroke-width="10"/>`,
  ],
  [
    /stool/i,
    ({ main, deep, frame }) =>
      `<path d="M156 172l-24 146M244 172l24 146M140 262h120" stroke="${frame}" stroke-width="11" fill="none"/><ellipse cx="200" cy="168" rx="76" ry="20" fill="${main}"/><path d="M124 168q76 34 152 0v10q-76 36-152 0z" fill="${deep}"/>`,
  ],
  [
    /bench/i,
    ({ main, deep, frame }) =>
      `<path d="M92 232l-12 86M308 232l12 86M100 284h200" stroke="${frame}" stroke-width="12" fill="none"/><rect x="60" y="206" width="280" height="30" rx="10" fill="${main}"/><rect x="60" y="226" width="280" height="10" rx="5" fill="${deep}"/>`,
  ],
  [
    /chair/i,
    ({ main, deep, light, frame }) =>
      `<path d="M140 236l-14 82M260 236l14 82M146 120v116M254 120v116" stroke="${frame}" stroke-width="11" fill="none"/><rect x="136" y="100" width="128" height="74" rx="22" fill="${main}"/><rect x="126" y="218" width="148" height="30" rx="14" fill="${light}"/><rect x="126" y="236" width="148" height="12" rx="6" fill="${deep}"/>`,
  ],
  [
    /coffee table|side table|bedside|folding table/i,
    ({ main, deep, light, accent }) =>
      `<path d="M132 226l-20 92M268 226l20 92M200 226v84" stroke="${deep}" stroke-width="11"/><ellipse cx="200" cy="216" rx="126" ry="26" fill="${main}"/><ellipse cx="200" cy="210" rx="126" ry="24" fill="${light}"/><path d="M186 176h28l6 34h-40z" fill="${accent}"/><path d="M200 176q-6-36-28-44 4 30 28 44zM202 176q6-40 26-50 4 34-26 50z" fill="#4f7a5d"/>`,
  ],
  [
    /desk/i,
    ({ main, deep, light, accent }) =>
      `<rect x="54" y="190" width="292" height="20" rx="5" fill="${light}"/><path d="M78 210v108M322 210v108" stroke="${deep}" stroke-width="13"/><rect x="222" y="210" width="94" height="58" fill="${main}"/><circle cx="269" cy="239" r="5" fill="${deep}"/><rect x="92" y="138" width="76" height="52" rx="5" fill="#3d3a37"/><rect x="206" y="164" width="18" height="26" rx="3" fill="${accent}"/>`,
  ],
  [
    /table/i,
    ({ main, deep, light }) =>
      `<path d="M84 206l-10 112M316 206l10 112" stroke="${deep}" stroke-width="15"/><path d="M44 186h312l-10 26H54z" fill="${main}"/><rect x="44" y="178" width="312" height="14" rx="5" fill="${light}"/><path d="M172 178q4-44 28-44t28 44z" fill="#fff" opacity=".9"/>`,
  ],
  [
    /sideboard|cabinet/i,
    ({ main, deep, light, frame, accent }) =>
      `<path d="M84 290v28M316 290v28" stroke="${frame}" stroke-width="11"/><rect x="56" y="180" width="288" height="114" rx="8" fill="${main}"/><path d="M152 180v114M248 180v114" stroke="${deep}" stroke-width="4"/><rect x="50" y="172" width="300" height="14" rx="5" fill="${light}"/><circle cx="140" cy="236" r="6" fill="${deep}"/><circle cx="164" cy="236" r="6" fill="${deep}"/><circle cx="260" cy="236" r="6" fill="${deep}"/><path d="M92 172q-16-34 4-56h18q20 22 4 56z" fill="${accent}"/>`,
  ],
  [
    /shelf|rack/i,
    ({ main, deep, accent }) =>
      `<path d="M112 70v248M288 70v248" stroke="${main}" stroke-width="14"/><path d="M106 102h188M106 172h188M106 242h188M106 304h188" stroke="${deep}" stroke-width="12"/><path d="M132 116h16v50h-16zM152 124h14v42h-14zM170 112h12v54h-12z" fill="${accent}"/><circle cx="254" cy="148" r="20" fill="#4f7a5d"/><rect x="200" y="198" width="62" height="38" rx="6" fill="#d9c7a8"/><path d="M140 298q-8-26 8-40h18q16 14 8 40z" fill="#b5563c"/>`,
  ],
  [
    /basket|hamper|storage box/i,
    ({ main, deep, light }) =>
      `<path d="M104 182h192l-20 136H124z" fill="${main}"/><path d="M112 216h176M117 250h166M121 284h158" stroke="${deep}" stroke-width="5" stroke-dasharray="13 9"/><rect x="96" y="170" width="208" height="22" rx="11" fill="${light}"/><path d="M132 172q8-44 40-44M268 172q-8-44-40-44" fill="none" stroke="${deep}" stroke-width="10"/>`,
  ],
  [
    /hook/i,
    ({ main, deep, accent }) =>
      `<rect x="60" y="130" width="280" height="34" rx="9" fill="${main}"/>${[104, 168, 232, 296].map((x) => `<path d="M${x} 152v34q0 18 16 16" fill="none" stroke="${deep}" stroke-width="10"/>`).join("")}<path d="M160 196h18q34 40 20 108h-62q-8-70 24-108z" fill="${accent}"/>`,
  ],
  [
    /doormat|bath mat|runner/i,
    ({ main, deep, light }) =>
      `<path d="M96 176h208l52 142H44z" fill="${main}"/><path d="M106 194h188l40 106H66z" fill="none" stroke="${light}" stroke-width="6"/><path d="M134 222h132M124 248h152M112 274h176" stroke="${deep}" stroke-width="7"/>`,
  ],
  [
    /round rug/i,
    ({ main, deep, light }) =>
      `<ellipse cx="200" cy="256" rx="158" ry="62" fill="${main}"/><ellipse cx="200" cy="256" rx="122" ry="47" fill="${light}"/><ellipse cx="200" cy="256" rx="86" ry="33" fill="${deep}"/><ellipse cx="200" cy="256" rx="46" ry="17" fill="${light}"/>`,
  ],
  [
    /rug|berber|flatweave/i,
    ({ main, deep, light, accent }) =>
      `<path d="M100 130h200l56 188H44z" fill="${main}"/><path d="M112 150h176l42 148H70z" fill="none" stroke="${light}" stroke-width="7"/><path d="M200 168l54 56-54 56-54-56z" fill="${accent}"/><path d="M200 192l30 32-30 32-30-32z" fill="${light}"/><path d="M50 320v14M90 320v14M130 320v14M170 320v14M210 320v14M250 320v14M290 320v14M330 320v14" stroke="${deep}" stroke-width="4"/>`,
  ],
  [
    /blanket|throw|plaid|bedspread|towel|bathrobe|curtain/i,
    ({ main, deep, light }) =>
      `<rect x="96" y="262" width="208" height="52" rx="20" fill="${deep}"/><rect x="92" y="216" width="216" height="54" rx="22" fill="${main}"/><rect x="98" y="170" width="204" height="54" rx="22" fill="${light}"/><path d="M112 190h176M112 204h176M108 236h184M108 250h184" stroke="${deep}" stroke-width="4" opacity=".55"/><path d="M104 312v12M128 314v12M152 314v12M176 314v12" stroke="${deep}" stroke-width="4"/>`,
  ],
  [
    /cushion|pillow/i,
    ({ main, deep, light }) =>
      `<path d="M92 132q108-34 216 0 34 92 0 176-108 26-216 0-34-84 0-176z" fill="${main}"/><path d="M114 152q86-24 172 0 24 70 0 136-86 20-172 0-24-66 0-136z" fill="none" stroke="${light}" stroke-width="6"/><path d="M308 132q34 92 0 176-30 8-60 11 44-90 12-200 26 4 48 13z" fill="${deep}" opacity=".6"/>`,
  ],
  [
    /duvet|sheet|bed/i,
    ({ main, deep, light, frame }) =>
      `<rect x="52" y="128" width="296" height="150" rx="20" fill="${frame}"/><rect x="84" y="170" width="100" height="58" rx="20" fill="#fff"/><rect x="216" y="170" width="100" height="58" rx="20" fill="#fff"/><path d="M52 220q148-24 296 0v84q-148 20-296 0z" fill="${main}"/><path d="M52 220q148-24 296 0v24q-148-24-296 0z" fill="${light}"/><path d="M130 246q-6 34 0 66M270 246q6 34 0 66" stroke="${deep}" stroke-width="4" fill="none"/>`,
  ],
  [
    /mirror/i,
    ({ main, light }) =>
      `<circle cx="200" cy="180" r="118" fill="${main}"/><circle cx="200" cy="180" r="102" fill="#dfe9ea"/><path d="M130 214l96-108M162 248l110-122" stroke="#fff" stroke-width="13" opacity=".8"/><circle cx="200" cy="180" r="102" fill="none" stroke="${light}" stroke-width="4"/>`,
  ],
  [
    /art print|picture frame/i,
    ({ main, deep, accent }) =>
      `<rect x="108" y="72" width="184" height="232" rx="4" fill="${deep}"/><rect x="120" y="84" width="160" height="208" fill="#fdfaf4"/><circle cx="178" cy="158" r="34" fill="${accent}"/><path d="M136 262q40-66 72-30t56-34v64z" fill="${main}"/>`,
  ],
  [
    /candle holder|lantern/i,
    ({ main, deep, light }) =>
      `<path d="M186 206V96h28v110z" fill="#fdf6e6"/><path d="M200 96q-16-22 0-46 16 24 0 46z" fill="#f2a33c"/><path d="M150 206h100l-18 34h-64z" fill="${main}"/><path d="M190 240h20v52h-20z" fill="${deep}"/><ellipse cx="200" cy="304" rx="72" ry="16" fill="${main}"/><ellipse cx="200" cy="299" rx="72" ry="13" fill="${light}"/>`,
  ],
  [
    /candle/i,
    ({ main, deep, light }) =>
      `<path d="M128 176h144v128q0 16-16 16H144q-16 0-16-16z" fill="${main}"/><path d="M226 176h46v128q0 16-16 16h-30z" fill="${deep}" opacity=".5"/><ellipse cx="200" cy="176" rx="72" ry="16" fill="${light}"/><path d="M200 172v-24" stroke="#3d3a37" stroke-width="5"/><path d="M200 148q-20-26 0-58 20 32 0 58z" fill="#f2a33c"/><rect x="150" y="226" width="76" height="52" rx="4" fill="#fdfaf4"/>`,
  ],
  [
    /plant pot|planter/i,
    ({ main, deep, light }) =>
      `<path d="M200 212q-12-110-96-138 12 92 84 138zM204 212q-8-142 56-172 30 104-40 172zM208 212q40-92 112-88-24 74-100 92z" fill="#4f7a5d"/><path d="M204 212q-2-70 30-120" stroke="#3a5f47" stroke-width="4" fill="none"/><path d="M124 206h152l-22 114H146z" fill="${main}"/><path d="M224 206h52l-22 114h-40z" fill="${deep}" opacity=".6"/><rect x="114" y="192" width="172" height="26" rx="8" fill="${light}"/>`,
  ],
  [
    /vase/i,
    ({ main, deep, light, accent }) =>
      `<path d="M196 144q-10-60-54-90M204 144q4-70 44-104M200 144V36" stroke="#5d7d5f" stroke-width="5" fill="none"/><circle cx="140" cy="52" r="19" fill="${accent}"/><circle cx="250" cy="38" r="21" fill="${accent}"/><circle cx="200" cy="34" r="17" fill="#f3ead9"/><path d="M168 142h64q2 36 26 66 40 58-14 112h-88q-54-54-14-112 24-30 26-66z" fill="${main}"/><path d="M232 142q2 36 26 66 40 58-14 112h-34q50-70 8-178z" fill="${deep}" opacity=".6"/><ellipse cx="200" cy="142" rx="32" ry="7" fill="${light}"/>`,
  ],
  [
    /carafe|jug|watering can|dispenser|bottle/i,
    ({ main, deep, light }) =>
      `<path d="M170 84h60l-8 62q4 18 30 48 34 60 2 126H146q-32-66 2-126 26-30 30-48z" fill="${main}"/><path d="M222 146q4 18 30 48 34 60 2 126h-34q32-90-2-174z" fill="${deep}" opacity=".6"/><path d="M252 190q62-14 52 54-8 38-42 46" fill="none" stroke="${deep}" stroke-width="14"/><ellipse cx="200" cy="84" rx="30" ry="7" fill="${light}"/>`,
  ],
  [
    /kettle/i,
    ({ main, deep, light, frame }) =>
      `<path d="M120 186q-8-96 80-96t80 96" fill="none" stroke="${frame}" stroke-width="15"/><path d="M108 320q-14-134 92-134t92 134z" fill="${main}"/><path d="M246 196q58 30 46 124h-50q22-74 4-124z" fill="${deep}" opacity=".55"/><path d="M284 232l52-34-14 66z" fill="${main}"/><ellipse cx="200" cy="192" rx="44" ry="10" fill="${light}"/><circle cx="200" cy="178" r="11" fill="${frame}"/>`,
  ],
  [
    /saucepan|casserole|fire bowl|colander/i,
    ({ main, deep, light, frame }) =>
      `<path d="M94 200h212v76q0 44-44 44H138q-44 0-44-44z" fill="${main}"/><path d="M252 200h54v76q0 44-44 44h-28q22-50 18-120z" fill="${deep}" opacity=".55"/><path d="M94 226H58M306 226h36" stroke="${frame}" stroke-width="18"/><path d="M92 200q108-54 216 0z" fill="${light}"/><circle cx="200" cy="166" r="14" fill="${frame}"/>`,
  ],
  [
    /knife|cutlery/i,
    ({ main, deep, light }) =>
      `<path d="M150 64q46 60 34 160h-34z" fill="#c9d0d3"/><path d="M150 64v160" stroke="#98a2a7" stroke-width="4"/><rect x="146" y="222" width="42" height="98" rx="14" fill="${main}"/><path d="M240 320V180M222 74v60q0 26 18 34 18-8 18-34V74M240 74v80" fill="none" stroke="${deep}" stroke-width="10"/><circle cx="167" cy="250" r="5" fill="${light}"/><circle cx="167" cy="290" r="5" fill="${light}"/>`,
  ],
  [
    /chopping board|platter|board/i,
    ({ main, deep, light }) =>
      `<g transform="rotate(-8 200 210)"><rect x="128" y="100" width="146" height="218" rx="26" fill="${main}"/><rect x="184" y="52" width="34" height="70" rx="17" fill="${main}"/><circle cx="201" cy="72" r="8" fill="${deep}"/><path d="M150 134q24 80 0 160M178 126q24 90 0 178M214 128q24 84 0 176M248 134q16 84 0 160" stroke="${deep}" stroke-width="4" opacity=".5" fill="none"/><rect x="128" y="100" width="14" height="218" rx="7" fill="${light}"/></g>`,
  ],
  [
    /plate/i,
    ({ main, deep, light }) =>
      `<ellipse cx="200" cy="304" rx="132" ry="16" fill="${deep}"/><ellipse cx="200" cy="292" rx="132" ry="16" fill="${main}"/><circle cx="200" cy="168" r="112" fill="${main}"/><circle cx="200" cy="168" r="76" fill="${light}"/><circle cx="200" cy="168" r="76" fill="none" stroke="${deep}" stroke-width="3"/>`,
  ],
  [
    /mug|cup/i,
    ({ main, deep, light }) =>
      `<path d="M84 176h104v112q0 30-30 30h-44q-30 0-30-30z" fill="${main}"/><path d="M188 206h16q26 4 24 36-4 34-40 34" fill="none" stroke="${main}" stroke-width="14"/><ellipse cx="136" cy="176" rx="52" ry="12" fill="${light}"/><path d="M226 200h96v94q0 26-26 26h-44q-26 0-26-26z" fill="${deep}"/><ellipse cx="274" cy="200" rx="48" ry="11" fill="${light}"/><path d="M118 148q-10-22 4-40M146 148q-10-22 4-40" stroke="#fff" stroke-width="6" fill="none" opacity=".7"/>`,
  ],
  [
    /bowl/i,
    ({ main, deep, light, accent }) =>
      `<circle cx="164" cy="190" r="32" fill="${accent}"/><circle cx="226" cy="186" r="36" fill="#c7a13c"/><path d="M80 204h240q-4 116-92 116h-56q-88 0-92-116z" fill="${main}"/><path d="M262 204h58q-4 116-92 116h-14q48-44 48-116z" fill="${deep}" opacity=".5"/><rect x="74" y="196" width="252" height="14" rx="7" fill="${light}"/>`,
  ],
  [
    /glass|spice jar/i,
    ({ main, deep, light }) =>
      `${[104, 200, 296].map((x) => `<path d="M${x - 40} 152h80l-8 168h-64z" fill="${light}" opacity=".75"/><path d="M${x - 36} 230h72l-5 90h-62z" fill="${main}" opacity=".8"/><ellipse cx="${x}" cy="152" rx="40" ry="8" fill="none" stroke="${deep}" stroke-width="4"/>`).join("")}<rect ${shade} x="60" y="318" width="280" height="3"/>`,
  ],
];
