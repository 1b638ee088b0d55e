import { beforeEach, describe, expect, it, vi } from "vitest";
import { httpsOf } from "../../../src/orchestrators/ecs/https";
import { settings } from "../../../src/orchestrators/ecs/settings";
import { record } from "../../../src/plan/record";
import { parseSettings } from "../../../src/workload/settings";
import { Resources } from "../../program";
import { hideAws } from "./fake";
import { deploy, TAGS } from "./planned";

const LISTENER = "aws:lb/listener:Listener";
const https = {
  certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-90ab",
  domain: "podium.example.com",
};

beforeEach(hideAws);

describe("HTTPS", () => {
  it("is served at the public port with a certificate, and port 80 redirects there", async () => {
    const resources = await deploy({ publicPort: 8443 }, { https });
    expect(resources.only(LISTENER, "web-8443")).toEqual({
      loadBalancerArn: "arn:balancer",
      port: 8443,
      protocol: "HTTPS",
      certificateArn: https.certificateArn,
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      defaultActions: [{ type: "forward", targetGroupArn: "arn:targets" }],
      tags: TAGS,
    });
    expect(resources.only(LISTENER, "web-80")).toEqual({
      loadBalancerArn: "arn:balancer",
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "8443", statusCode: "HTTP_301" } },
      ],
      tags: TAGS,
    });
  });

  it("opens both ports to the world, and no other", async () => {
    const { all } = await deploy({ publicPort: 8443 }, { https });
    const open = all.filter(({ type, inputs }) => type.endsWith("IngressRule") && "cidrIpv4" in inputs);
    expect(open.map(({ inputs }) => [inputs["fromPort"], inputs["toPort"]])).toEqual([
      [80, 80],
      [8443, 8443],
    ]);
  });

  it("can replace HTTP at the same port, and be replaced by it, as each port keeps its listener and its rule", async () => {
    const ports = new Map<string, unknown>();
    const names = new Map<string, string>();
    for (const publicPort of [80, 443, 8443]) {
      for (const args of [{}, ...(publicPort === 80 ? [] : [{ https }])]) {
        const { all } = await deploy({ publicPort }, args);
        for (const { type, name, inputs } of all) {
          if (!/:(Listener|SecurityGroupIngressRule)$/.test(type)) continue;
          // The other rules are for the tasks' port, which the world does not reach.
          const port = "cidrIpv4" in inputs ? inputs["fromPort"] : inputs["port"];
          if (port === undefined) continue;
          expect(ports.get(`${type} ${name}`) ?? port).toBe(port);
          expect(names.get(`${type} ${String(port)}`) ?? name).toBe(name);
          ports.set(`${type} ${name}`, port);
          names.set(`${type} ${String(port)}`, name);
        }
      }
    }
    expect(ports.size).toBe(6);
  });

  it.each([
    [443, "https://podium.example.com"],
    [8443, "https://podium.example.com:8443"],
  ])("is reached at port %i as %s", async (publicPort, endpoint) => {
    const { endpoints } = await deploy({ publicPort }, { https });
    expect(await endpoints.value).toEqual([endpoint]);
  });

  it("is not served without a certificate", async () => {
    const resources = await deploy();
    expect(JSON.stringify(resources.all)).not.toMatch(/HTTPS|certificate|redirect|sslPolicy/);
  });

  it("cannot redirect port 80 to itself", async () => {
    await expect(deploy({ publicPort: 80 }, { https })).rejects.toThrow(
      "podium:publicPort must not be 80 with a certificate, since port 80 redirects to it; " +
        "HTTPS usually has 443, got 80",
    );
  });

  it("requires a certificate and a name, or neither", () => {
    expect(httpsOf({}, undefined)).toBeUndefined();
    expect(httpsOf(https, undefined)).toEqual(https);
    expect(() => httpsOf({ domain: https.domain }, undefined)).toThrow(
      "podium-ecs:certificateArn must be set together with podium-ecs:domain, but is missing",
    );
    expect(() => httpsOf({ certificateArn: https.certificateArn }, undefined)).toThrow(
      "podium-ecs:domain must be set together with podium-ecs:certificateArn, but is missing",
    );
  });

  it("is refused on an emulator", () => {
    expect(() => httpsOf(https, "http://127.0.0.1:4566")).toThrow(
      "podium-ecs:certificateArn is not supported where AWS_ENDPOINT_URL points at an emulator, which serves no " +
        "HTTPS. Remove it: `pulumi config rm podium-ecs:certificateArn`\n" +
        "podium-ecs:domain is not supported",
    );
  });

  it("is read from the stack's settings, and the public port is then 443", async () => {
    vi.resetModules();
    const config = {
      "podium-ecs:certificateArn": https.certificateArn,
      "podium-ecs:domain": https.domain,
    };
    const { resources } = await record(
      { project: "podium-ecs", config },
      () => import("../../../stacks/ecs"),
    );
    expect(new Resources(resources).only(LISTENER, "podium-dev-443")).toMatchObject({ port: 443 });
  });
});

describe("the settings", () => {
  const parse = (given: Record<string, string>) =>
    parseSettings(
      "podium-ecs",
      settings,
      Object.fromEntries(Object.entries(given).map(([key, value]) => [`podium-ecs:${key}`, value])),
    );

  it("have defaults", () => {
    expect(parse({})).toEqual({ vpc: "own", cpuArchitecture: "X86_64" });
  });

  it("accept a certificate of another partition", () => {
    const certificateArn = https.certificateArn.replace("aws", "aws-us-gov");
    expect(parse({ certificateArn })).toMatchObject({ certificateArn });
  });

  it.each([
    ["vpc", "other", "must be own or default"],
    ["cpuArchitecture", "arm64", "must be X86_64 or ARM64"],
    ["registry", "acr", "must be ecr"],
    [
      "certificateArn",
      "arn:aws:iam::123456789012:role/web",
      "must be the ARN of a certificate in ACM in the stack's region",
    ],
    ["domain", "https://podium.example.com", "must be the host name that the certificate is for"],
    ["domain", "*.example.com", "must be the host name that the certificate is for"],
    ["domain", "localhost", "must be the host name that the certificate is for"],
  ])("refuse %s=%s", (key, value, rule) => {
    expect(() => parse({ [key]: value })).toThrow(`podium-ecs:${key} ${rule}`);
    expect(() => parse({ [key]: value })).toThrow(`got ${JSON.stringify(value)}`);
  });

  it("are all that the stack has", () => {
    expect(() => parse({ certificate: "x" })).toThrow(
      "podium-ecs:certificate is not a setting of this stack, which has aws:region, aws:profile, podium-ecs:vpc",
    );
  });
});
