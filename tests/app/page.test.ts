import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { versionColour } from "../../app/colour";
import { escapeHtml, page } from "../../app/page";

const who = { version: "v1", instance: "web-1", orchestrator: "nomad" };

describe("the home page", () => {
  it("shows version, instance and orchestrator in the colour of the version", () => {
    const { body } = page(who);
    expect(body).toContain("<h1>v1</h1>");
    expect(body).toContain("<dt>instance</dt><dd>web-1</dd>");
    expect(body).toContain("<dt>orchestrator</dt><dd>nomad</dd>");
    expect(body).toContain(`background: ${versionColour("v1")};`);
    expect(page({ ...who, version: "v2" }).body).not.toContain(versionColour("v1"));
  });

  it("allows only its own style sheet and icon", () => {
    const { body, headers } = page(who);
    const style = /<style>([^]*)<\/style>/.exec(body)![1]!;
    const hash = createHash("sha256").update(style).digest("base64");
    expect(headers[headers.indexOf("content-security-policy") + 1]).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(body).not.toMatch(/<script|style=|\son\w+=/);
  });

  it("escapes every value", () => {
    const evil = `<script>alert("1")</script>'&`;
    const { body } = page({ version: evil, instance: evil, orchestrator: evil });
    expect(body).not.toContain("<script");
    expect(body.split(escapeHtml(evil))).toHaveLength(6);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!#\d+;)/);
        expect(escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))).toBe(text);
      }),
    );
  });
});
