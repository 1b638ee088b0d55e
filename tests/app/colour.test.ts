import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { versionColour } from "../../app/colour";

const channels = (colour: string) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** WCAG 2 contrast with white. */
function contrastWithWhite(colour: string): number {
  const [r, g, b] = channels(colour)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 1.05 / (0.2126 * r! + 0.7152 * g! + 0.0722 * b! + 0.05);
}

function distance(one: string, other: string): number {
  const [a, b] = [channels(one), channels(other)];
  return Math.hypot(...a.map((value, index) => value - b[index]!));
}

describe("versionColour", () => {
  it("always returns the same colour for a version", () => {
    expect(["v1", "v2", "v3", "1.2.3", "main"].map(versionColour)).toMatchInlineSnapshot(`
      [
        "#5f59bb",
        "#a44d00",
        "#008087",
        "#5f59bb",
        "#00817f",
      ]
    `);
  });

  it("returns clearly different colours for successive versions", () => {
    for (const name of [(n: number) => `v${n}`, (n: number) => `1.0.${n}`, (n: number) => `2.0.0-rc.${n}`]) {
      const colours = [1, 2, 3, 4, 5, 6].map(name).map(versionColour);
      for (const [index, colour] of colours.entries()) {
        for (const other of colours.slice(index + 1)) expect(distance(colour, other)).toBeGreaterThan(40);
      }
    }
  });

  it("keeps white text readable for any version", () => {
    fc.assert(
      fc.property(fc.string(), (version) => {
        const colour = versionColour(version);
        expect(colour).toMatch(/^#[0-9a-f]{6}$/);
        expect(contrastWithWhite(colour)).toBeGreaterThan(4.5);
      }),
    );
  });
});
