import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { connect } from "../../../src/orchestrators/service-fabric/engine";
import { call, idOf, poll } from "../../../src/orchestrators/service-fabric/gateway";
import { fakeGateway, Refusal } from "./fake";
import { hurry } from "../providers";
import { temporaryFolder } from "../../folder";

/** Creates certificates for the test. */
const HAS_OPENSSL = spawnSync("openssl", ["version"]).status === 0;

afterEach(() => void vi.unstubAllEnvs());

describe("a request to the gateway", () => {
  it("sends JSON or a file, with the API's version", async () => {
    const fake = await fakeGateway();
    fake.on("PUT /file").on("POST /json", { done: true });
    const gateway = { endpoint: `${fake.url}/` };
    expect(await call(gateway, "PUT", "/file", "<a/>")).toBeUndefined();
    expect(await call(gateway, "POST", "/json", { a: 1 })).toEqual({ done: true });
    expect(fake.requests.map(({ body }) => body)).toEqual(["<a/>", { a: 1 }]);
    expect([...fake.versions]).toEqual(["6.5"]);
  });

  it("fails with the cluster's code and message", async () => {
    const fake = await fakeGateway();
    fake.on("GET /x", new Refusal("E_ACCESSDENIED", 403, "not you"));
    await expect(call({ endpoint: fake.url }, "GET", "/x")).rejects.toMatchObject({
      code: "E_ACCESSDENIED",
      message: "GET /x: E_ACCESSDENIED, not you",
    });
  });

  it("writes names as the API does", () => {
    expect(idOf("fabric:/web/sub/service")).toBe("web~sub~service");
  });
});

describe("polling the gateway", () => {
  hurry();
  const failing = (code?: string) => Promise.reject(Object.assign(new Error(code ?? "refused"), { code }));
  const NINE = Array<string>(9).fill("FABRIC_E_TIMEOUT");

  it.each([
    [undefined],
    ["FABRIC_E_TIMEOUT"],
    ["FABRIC_E_COMMUNICATION_ERROR"],
    ["FABRIC_E_GATEWAY_NOT_REACHABLE"],
  ])("tolerates up to nine failures in a row with the code %s", async (code) => {
    const looks = [...NINE, "nothing", ...NINE, "found"];
    const look = vi.fn(async () => {
      const next = looks[look.mock.calls.length - 1];
      return next === "found" ? next : next === "nothing" ? undefined : failing(code);
    });
    expect(await poll(60, look)).toBe("found");
    await expect(poll(60, () => failing(code))).rejects.toThrow(code ?? "refused");
  });

  it("fails at once if the cluster refuses", async () => {
    const look = vi.fn(() => failing("E_ACCESSDENIED"));
    await expect(poll(60, look)).rejects.toThrow("E_ACCESSDENIED");
    expect(look).toHaveBeenCalledTimes(1);
  });

  it("returns nothing when the time is over", async () => {
    expect(await poll(0.03, async () => undefined)).toBeUndefined();
  });
});

describe("a secured cluster", () => {
  const probe = (endpoint = "https://127.0.0.1:9") => connect({ endpoint }).probe();

  it.each(["SERVICE_FABRIC_CERTIFICATE", "SERVICE_FABRIC_KEY", "SERVICE_FABRIC_CA"])(
    "is not contacted if the file of %s cannot be read",
    async (variable) => {
      vi.stubEnv(variable, "/does/not/exist.pem");
      expect(await probe()).toMatchObject({
        reachable: false,
        reason: `${variable} names a file that cannot be read: ENOENT: no such file or directory, open '/does/not/exist.pem'`,
      });
    },
  );

  it.skipIf(!HAS_OPENSSL)(
    "is recognized by its authority, and identifies the client by a certificate",
    async () => {
      const folder = temporaryFolder();
      const file = (name: string) => join(folder, name);
      for (const name of ["cluster", "client"]) {
        const names = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
        const files = ["-keyout", file(`${name}.key`), "-out", file(`${name}.crt`)];
        const options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"];
        execFileSync("openssl", ["req", "-x509", ...options, ...names, ...files], { stdio: "ignore" });
      }
      const [key, cert, ca] = ["cluster.key", "cluster.crt", "client.crt"].map((name) =>
        readFileSync(file(name)),
      );
      const server = createServer({ key, cert, ca, requestCert: true }, (request, response) => {
        const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
        response.end(JSON.stringify({ Version: `10.1.0.0 for ${String(CN)}` }));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => void server.close().closeAllConnections());
      const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

      // One engine: the files are read for each request.
      const engine = connect({ endpoint });
      expect(await engine.probe()).toMatchObject({ reachable: false, reason: /certificate/ });
      vi.stubEnv("SERVICE_FABRIC_CA", file("cluster.crt"));
      expect(await engine.probe()).toMatchObject({ reachable: false });
      vi.stubEnv("SERVICE_FABRIC_CERTIFICATE", file("client.crt"));
      vi.stubEnv("SERVICE_FABRIC_KEY", file("client.key"));
      expect(await engine.probe()).toMatchObject({ reachable: true, version: "10.1.0.0" });
      engine.close();
    },
  );
});
