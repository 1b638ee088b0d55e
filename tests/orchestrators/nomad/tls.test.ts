import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { Failure } from "../../../src/common/errors";
import { nomad } from "../../../src/orchestrators/nomad";
import { openClient } from "../../../src/orchestrators/nomad/client";
import { tlsOptions } from "../../../src/orchestrators/nomad/tls";
import { close, listen } from "./agent";

const HAS_OPENSSL = spawnSync("openssl", ["version"]).status === 0;
const VARIABLES = [
  "NOMAD_CACERT",
  "NOMAD_CAPATH",
  "NOMAD_CLIENT_CERT",
  "NOMAD_CLIENT_KEY",
  "NOMAD_TLS_SERVER_NAME",
  "NOMAD_SKIP_VERIFY",
];

const folder = mkdtempSync(join(tmpdir(), "podium-"));
const file = (name: string) => join(folder, name);
const PEM = (name: string) => `-----BEGIN ${name}-----\n`;

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  return () => vi.unstubAllEnvs();
});

describe("how Nomad is reached over TLS", () => {
  it("is Node.js' own way by default", async () => {
    expect(await tlsOptions()).toEqual({ rejectUnauthorized: true });
  });

  it("follows the environment variables of Nomad's command line", async () => {
    for (const name of ["ca", "cert", "key"]) writeFileSync(file(name), PEM(name));
    vi.stubEnv("NOMAD_CACERT", file("ca"));
    vi.stubEnv("NOMAD_CAPATH", "/ignored");
    vi.stubEnv("NOMAD_CLIENT_CERT", file("cert"));
    vi.stubEnv("NOMAD_CLIENT_KEY", file("key"));
    vi.stubEnv("NOMAD_TLS_SERVER_NAME", "server.global.nomad");
    vi.stubEnv("NOMAD_SKIP_VERIFY", "false");
    expect(await tlsOptions()).toEqual({
      ca: [PEM("ca")],
      cert: PEM("cert"),
      key: PEM("key"),
      servername: "server.global.nomad",
      rejectUnauthorized: true,
    });
  });

  it("trusts every authority in a folder and the folders in it", async () => {
    mkdirSync(file("authorities/more"), { recursive: true });
    writeFileSync(file("authorities/one.pem"), PEM("one"));
    writeFileSync(file("two.pem"), PEM("two"));
    symlinkSync(file("two.pem"), file("authorities/more/two.pem"));
    vi.stubEnv("NOMAD_CAPATH", file("authorities"));
    const { ca } = await tlsOptions();
    expect(ca?.sort()).toEqual([PEM("one"), PEM("two")]);
  });

  it.each([
    ["1", false],
    ["t", false],
    ["TRUE", false],
    ["true", false],
    ["0", true],
    ["F", true],
    ["False", true],
    ["", true],
  ])("verifies the certificate with NOMAD_SKIP_VERIFY=%s: %s", async (value, isVerified) => {
    vi.stubEnv("NOMAD_SKIP_VERIFY", value);
    expect(await tlsOptions()).toHaveProperty("rejectUnauthorized", isVerified);
  });

  it.each([
    ["NOMAD_CACERT", {}],
    ["NOMAD_CAPATH", {}],
    ["NOMAD_CLIENT_CERT", { NOMAD_CLIENT_KEY: "key" }],
    ["NOMAD_CLIENT_KEY", { NOMAD_CLIENT_CERT: "key" }],
  ])("names %s if it cannot be read", async (name, others) => {
    writeFileSync(file("key"), PEM("key"));
    for (const [other, value] of Object.entries(others)) vi.stubEnv(other, file(value));
    vi.stubEnv(name, file("missing"));
    await expect(tlsOptions()).rejects.toThrow(
      new Failure(`${name} names a file that cannot be read: ${file("missing")} (ENOENT)`),
    );
    mkdirSync(file("text"), { recursive: true });
    writeFileSync(file("text/text.txt"), "no certificate");
    vi.stubEnv(name, file(name === "NOMAD_CAPATH" ? "text" : "text/text.txt"));
    await expect(tlsOptions()).rejects.toThrow(
      new Failure(`${name} names a file that is not in PEM format: ${file("text/text.txt")}`),
    );
  });

  it("takes paths only from variables that `podium` makes absolute for the program", () => {
    const paths = VARIABLES.filter((name) => /_(CACERT|CAPATH|CLIENT_CERT|CLIENT_KEY)$/.test(name));
    expect(nomad.pathVariables).toEqual(paths);
  });

  it.each(["NOMAD_CLIENT_CERT", "NOMAD_CLIENT_KEY"])("needs more than %s alone", async (name) => {
    vi.stubEnv(name, file("key"));
    await expect(tlsOptions()).rejects.toThrow(
      new Failure("NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY must be set together"),
    );
  });

  it.skipIf(!HAS_OPENSSL)("is what a client and a secured agent agree on", async () => {
    for (const name of ["agent", "client"]) {
      const names = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:server.global.nomad"];
      const files = ["-keyout", file(`${name}.key`), "-out", file(`${name}.crt`)];
      const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
      const args = ["req", "-x509", ...curve, "-nodes", "-days", "1", ...names, ...files];
      execFileSync("openssl", args, { stdio: "ignore" });
    }
    const [key, cert, ca] = ["agent.key", "agent.crt", "client.crt"].map((name) => readFileSync(file(name)));
    const server = createServer({ key, cert, ca, requestCert: true }, ({ socket }, response) =>
      response.end(JSON.stringify((socket as TLSSocket).getPeerCertificate().subject.CN)),
    );
    const address = (await listen(server)).replace("http:", "https:");
    onTestFinished(() => close(server));
    const peer = async () => {
      const client = await openClient({ address, namespace: "default" });
      onTestFinished(() => client.close());
      return client.call("agent/self");
    };

    vi.stubEnv("NOMAD_CLIENT_CERT", file("client.crt"));
    vi.stubEnv("NOMAD_CLIENT_KEY", file("client.key"));
    await expect(peer()).rejects.toThrow(/certificate/);
    vi.stubEnv("NOMAD_CACERT", file("agent.crt"));
    await expect(peer()).rejects.toThrow(/IP: 127.0.0.1/);
    vi.stubEnv("NOMAD_TLS_SERVER_NAME", "server.global.nomad");
    expect(await peer()).toBe("client");
    vi.stubEnv("NOMAD_CACERT", undefined);
    vi.stubEnv("NOMAD_SKIP_VERIFY", "true");
    expect(await peer()).toBe("client");
  });
});
