/** In degrees. Successive multiples never come close to each other, so successive versions look different. */
const GOLDEN_ANGLE = 137.508;
/** In OKLCH, where lightness is perceptual: white text is readable on every hue. */
const LIGHTNESS = 0.52;
const CHROMA = 0.15;

/** Returns the colour of a version as #rrggbb: always the same, and clearly different for successive versions. */
export function versionColour(version: string): string {
  return oklchToHex(LIGHTNESS, CHROMA, versionHue(version));
}

/** In degrees. The last number in the version rotates the hue; the rest of the text sets its starting point. */
function versionHue(version: string): number {
  const [, before = version, digits = "0", after = ""] = /^(.*?)(\d{1,9})(\D*)$/.exec(version) ?? [];
  return (textHue(before + after) + Number(digits) * GOLDEN_ANGLE) % 360;
}

/** FNV-1a. */
function textHue(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return hash % 360;
}

/** Converts with Björn Ottosson's OKLab formulas. Channels outside the sRGB range are clipped. */
function oklchToHex(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return "#" + linear.map((value) => toByte(value).toString(16).padStart(2, "0")).join("");
}

function toByte(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  const value = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(value * 255);
}
