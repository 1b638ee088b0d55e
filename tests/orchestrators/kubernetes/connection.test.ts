import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stackFolder } from "../../../src/common/paths";
import { kubernetes } from "../../../src/orchestrators/kubernetes";
import { connectionOf } from "../../../src/orchestrators/kubernetes/connection";
import { writeKubeconfig } from "./fake";
import { temporaryFolder } from "../../folder";

let folder: string;
const fileOf = (name: string, ...clusters: [addresses: Record<string, string>, current?: string]) =>
  writeKubeconfig(join(folder, name), ...clusters);

beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv("HOME", folder);
  vi.stubEnv("KUBECONFIG", "");
});
afterEach(() => vi.unstubAllEnvs());

describe("the kubeconfig file", () => {
  let inHome: string;
  beforeEach(() => {
    mkdirSync(join(folder, ".kube"));
    inHome = fileOf(".kube/config", { home: "https://home:6443" }, "home");
  });

  it("is ~/.kube/config by default", () => {
    const expected = { kubeconfig: inHome, context: "home", server: "https://home:6443" };
    expect(connectionOf({})).toEqual(expected);
  });

  it("is the one in KUBECONFIG rather than ~/.kube/config", () => {
    const file = fileOf("other", { other: "https://other:6443" }, "other");
    vi.stubEnv("KUBECONFIG", file);
    expect(connectionOf({})).toEqual({ kubeconfig: file, context: "other", server: "https://other:6443" });
  });

  it("is the configured one rather than the one in KUBECONFIG", () => {
    vi.stubEnv("KUBECONFIG", fileOf("other", { other: "https://other:6443" }, "other"));
    const kubeconfig = fileOf("mine", { mine: "https://mine:6443" }, "mine");
    expect(connectionOf({ kubeconfig })).toEqual({
      kubeconfig,
      context: "mine",
      server: "https://mine:6443",
    });
  });

  it("is relative to the stack's folder, or to the home folder, if it is configured like that", () => {
    const file = fileOf("mine", { mine: "https://mine:6443" }, "mine");
    const fromStack = relative(stackFolder("kubernetes"), file);
    expect(connectionOf({ kubeconfig: fromStack }).kubeconfig).toBe(file);
    expect(connectionOf({ kubeconfig: "~/mine" }).kubeconfig).toBe(file);
  });

  it("has an absolute path, even if KUBECONFIG has a relative one", () => {
    const file = fileOf("mine", { mine: "https://mine:6443" }, "mine");
    vi.stubEnv("KUBECONFIG", relative(process.cwd(), file));
    expect(connectionOf({}).kubeconfig).toBe(file);
  });

  it("may have incomplete entries of other clusters", () => {
    const kubeconfig = fileOf("file", { lab: "https://lab:6443" }, "lab");
    const content = JSON.parse(readFileSync(kubeconfig, "utf8")) as Record<string, unknown[]>;
    for (const list of ["clusters", "users", "contexts"]) content[list]!.unshift(null, { name: "other" });
    writeFileSync(kubeconfig, JSON.stringify(content));
    const expected = { kubeconfig, context: "lab", server: "https://lab:6443" };
    expect(connectionOf({ kubeconfig })).toEqual(expected);
  });

  it.each([
    ["does not exist", undefined],
    ["is not YAML", "clusters: [}"],
    ["is YAML, but not a kubeconfig", "current-context: [lab]"],
    ["is empty", ""],
    ["has no current context", "contexts: null\ncurrent-context: ''"],
  ])("leads to no cluster if it %s, rather than to that of another file", (_, content) => {
    const kubeconfig = join(folder, "broken");
    if (content !== undefined) writeFileSync(kubeconfig, content);
    vi.stubEnv("KUBECONFIG", inHome);
    expect(connectionOf({ kubeconfig })).toEqual({ kubeconfig });
  });
});

describe("the context", () => {
  const addresses = { one: "https://one:6443", two: "https://two:6443" };

  it("is the current one by default", () => {
    const kubeconfig = fileOf("file", addresses, "two");
    expect(connectionOf({ kubeconfig })).toMatchObject({ context: "two", server: "https://two:6443" });
  });

  it("is the configured one rather than the current one", () => {
    const kubeconfig = fileOf("file", addresses, "two");
    const expected = { context: "one", server: "https://one:6443" };
    expect(connectionOf({ kubeconfig, context: "one" })).toMatchObject(expected);
  });

  it("has no server if no file has it", () => {
    const kubeconfig = fileOf("file", addresses, "two");
    expect(connectionOf({ kubeconfig, context: "gone" })).toEqual({ kubeconfig, context: "gone" });
  });

  it("leads to a server without credentials and without a trailing slash", () => {
    const kubeconfig = fileOf("file", { one: "https://user:pass@one:6443/" }, "one");
    expect(connectionOf({ kubeconfig }).server).toBe("https://one:6443");
  });
});

describe("several files in KUBECONFIG", () => {
  const several = (...files: string[]) => vi.stubEnv("KUBECONFIG", files.join(delimiter));

  it("have the current context of the first file that has one", () => {
    const none = fileOf("none", { none: "https://none:6443" });
    const first = fileOf("first", { first: "https://first:6443" }, "first");
    several(join(folder, "gone"), none, first, fileOf("second", { second: "https://second:6443" }, "second"));
    const expected = { kubeconfig: first, context: "first", server: "https://first:6443" };
    expect(connectionOf({})).toEqual(expected);
  });

  it("have the entries of the first file, if two files have entries of the same name", () => {
    const first = fileOf("first", { same: "https://first:6443" });
    several(first, fileOf("second", { same: "https://second:6443" }, "same"));
    const expected = { kubeconfig: first, context: "same", server: "https://first:6443" };
    expect(connectionOf({})).toEqual(expected);
  });

  it.each(["clusters", "users"])("all remain in the connection if the context's %s are elsewhere", (list) => {
    const whole = fileOf("whole", { lab: "https://lab:6443" }, "lab");
    const parts = [join(folder, "context"), join(folder, "rest")];
    const { [list]: apart, ...others } = JSON.parse(readFileSync(whole, "utf8")) as Record<string, unknown>;
    writeFileSync(parts[0]!, JSON.stringify(others));
    writeFileSync(parts[1]!, JSON.stringify({ [list]: apart }));
    several(...parts);
    const expected = { kubeconfig: parts.join(delimiter), context: "lab", server: "https://lab:6443" };
    expect(connectionOf({})).toEqual(expected);
  });
});

describe("the descriptor's connectionOf", () => {
  it("reads the stack's configuration", () => {
    const kubeconfig = fileOf("file", { one: "https://one:6443", two: "https://two:6443" }, "two");
    const config = { "kubernetes:kubeconfig": kubeconfig, "kubernetes:context": "one" };
    const expected = { kubeconfig, context: "one", server: "https://one:6443" };
    expect(kubernetes.connectionOf(config)).toEqual(expected);
  });

  it("never has credentials in it", () => {
    const kubeconfig = fileOf("file", { one: "https://user:pass@one:6443" }, "one");
    const connection = kubernetes.connectionOf({ "kubernetes:kubeconfig": kubeconfig });
    expect(JSON.stringify(connection)).not.toMatch(/t0ken|pass/);
  });

  it.each(['{"apiVersion":"v1"}', "apiVersion: v1\nkind: Config"])(
    "refuses a kubeconfig file's content in place of its path: %j",
    (content) => {
      expect(() => kubernetes.connectionOf({ "kubernetes:kubeconfig": content })).toThrow(
        "kubernetes:kubeconfig must be the path of a kubeconfig file",
      );
    },
  );

  it("refuses a key that it does not know", () => {
    expect(() => kubernetes.connectionOf({ "podium-kubernetes:nodehost": "x" })).toThrow(
      "podium-kubernetes:nodehost is not a setting of this stack, which has kubernetes:context, " +
        "kubernetes:kubeconfig, podium-kubernetes:serviceType, podium-kubernetes:nodeHost, podium-kubernetes:nodeHosts",
    );
  });
});
