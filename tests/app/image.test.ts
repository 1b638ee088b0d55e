import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundle, compile, replaceFile } from "../../app/bundle";
import { temporaryFolder } from "../folder";

describe("the image", () => {
  it("is built from one file, which is the same for the same sources", async () => {
    const file = join(await bundle(), "dist", "server.js");
    const content = readFileSync(file, "utf8");
    expect(await compile()).toBe(content);
    expect(content.length).toBeLessThan(100_000);
    // Readable by the image's user, whatever the umask.
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });

  it("can be built by several processes at the same time", async () => {
    const directory = temporaryFolder();
    const write = (file: number) => replaceFile(join(directory, String(file)), "content".repeat(10_000));
    const writes = Array.from({ length: 400 }, (_, index) => write(Math.floor(index / 8)));
    await Promise.all(writes);
  });

  it("requires only Node.js, and contains no path of the machine that built it", async () => {
    const content = readFileSync(join(await bundle(), "dist", "server.js"), "utf8");
    const required = [...content.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name!);
    expect(required.filter((name) => !name.startsWith("node:"))).toEqual([]);
    expect(required.length).toBeGreaterThan(5);
    expect(content).not.toContain(process.cwd());
    expect(content).toContain("\n// main.ts\n");
    expect(content.startsWith('"use strict";')).toBe(true);
  });

  it("has a Dockerfile for builders without BuildKit and base images without a shell", async () => {
    const directory = await bundle();
    const lines = readFileSync(join(directory, "Dockerfile"), "utf8")
      .replace(/\\\n\s*/g, "")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines).toEqual([
      "ARG BASE_IMAGE=gcr.io/distroless/nodejs22-debian12:nonroot",
      "FROM ${BASE_IMAGE}",
      "COPY dist/server.js /app/server.js",
      "USER 65532:65532",
      "EXPOSE 8080",
      "STOPSIGNAL SIGTERM",
      "HEALTHCHECK --interval=5s --timeout=3s --start-period=5s --retries=3 " +
        'CMD ["/nodejs/bin/node", "/app/server.js", "health"]',
      'ENTRYPOINT ["/nodejs/bin/node", "/app/server.js"]',
    ]);
    expect(readFileSync(join(directory, ".dockerignore"), "utf8")).toBe("*\n!dist/server.js\n");
  });

  it("runs without environment variables", () => {
    // An unknown command ends it as soon as everything is loaded.
    const file = join(__dirname, "../../app/dist/server.js");
    expect(() => execFileSync(process.execPath, [file, "version"], { env: {}, stdio: "pipe" })).toThrow(
      "unknown command",
    );
  });
});
