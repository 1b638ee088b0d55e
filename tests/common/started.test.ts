import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asIfStarted, isToStarted, startedEngine, variableOf } from "../../src/common/started";
import { temporaryFolder } from "../folder";

describe("notes about an engine that Podium has started", () => {
  beforeEach(() => {
    const folder = temporaryFolder();
    vi.stubEnv("PODIUM_ENGINES", folder);
    writeFileSync(join(folder, "hill.env"), '# By Podium.\nHILL_URL="http://127.0.0.1:1"\n');
    vi.stubEnv("HILL_URL", undefined);
  });
  afterEach(() => vi.unstubAllEnvs());

  it("are read from its file, and from no other", () => {
    expect(startedEngine("hill")).toEqual({ HILL_URL: "http://127.0.0.1:1" });
    expect(startedEngine("dale")).toEqual({});
    vi.stubEnv("PODIUM_ENGINES", "");
    expect(startedEngine("hill")).toEqual({});
  });

  it("give way to the environment", () => {
    expect(variableOf("hill", "HILL_URL")).toBe("http://127.0.0.1:1");
    vi.stubEnv("HILL_URL", "http://example.com");
    expect(variableOf("hill", "HILL_URL")).toBe("http://example.com");
    vi.stubEnv("HILL_URL", "");
    expect(variableOf("hill", "HILL_URL")).toBe("http://127.0.0.1:1");
    expect(variableOf("hill", "OTHER")).toBeUndefined();
  });

  it("can be assumed for a moment, even if that ends with an error", () => {
    const fail = () => {
      throw new Error(variableOf("dale", "DALE_URL"));
    };
    expect(() => asIfStarted("dale", { DALE_URL: "assumed" }, fail)).toThrow("assumed");
    expect(variableOf("dale", "DALE_URL")).toBeUndefined();
  });

  it("tell its connection from others", () => {
    expect(isToStarted("hill", { url: "http://127.0.0.1:1", region: undefined })).toBe(true);
    expect(isToStarted("hill", { url: "http://127.0.0.1:2", region: undefined })).toBe(false);
    expect(isToStarted("dale", { url: "http://127.0.0.1:1", region: undefined })).toBe(false);
  });
});
