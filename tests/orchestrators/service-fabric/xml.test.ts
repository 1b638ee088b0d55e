import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isXmlText, toXml, type XmlElement } from "../../../src/orchestrators/service-fabric/xml";

describe("XML", () => {
  it("has attributes, children, repeated elements and text in the given order", () => {
    const tree: XmlElement = { B: 1, a: [{ x: true }, { text: "<&>" }], c: {}, A: "z", none: undefined };
    expect(toXml("Root", tree)).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<Root B="1" A="z">\n' +
        '  <a x="true"/>\n  <a>&#60;&#38;&#62;</a>\n  <c/>\n</Root>\n',
    );
  });

  it("keeps every string inside its attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (value) => {
        fc.pre(isXmlText(value));
        const [, inside = ""] = /^<a v="([^"]*)"\/>$/m.exec(toXml("a", { v: value })) ?? [];
        expect(inside).not.toMatch(/[<>\t\n\r]/);
        expect(inside.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))).toBe(
          value,
        );
      }),
    );
  });

  it.each([
    [true, "\t\n\r \u0020\u007f\ud7ff\ue000\ufffd\u{10ffff}"],
    [false, "\u0000"],
    [false, "\u0008"],
    [false, "\u000b"],
    [false, "\u000c"],
    [false, "\u000e"],
    [false, "\u001f"],
    [false, "\ufffe"],
    [false, "\uffff"],
    [false, "\ud800"],
    [false, "\udfff"],
  ])("is able to carry (%j) %j", (able, value) => {
    expect(isXmlText(value)).toBe(able);
  });
});
