import { describe, expect, it } from "vitest";
import { frontDoorJob } from "../../../src/orchestrators/nomad/frontDoorJob";
import { DISCOVERY, haproxyConfig } from "../../../src/orchestrators/nomad/haproxy";
import { defaultProxyImage } from "../../../src/orchestrators/nomad/proxyImage";
import { Resources, workloadOf } from "../../program";
import { planStack } from "../../stack";

const SECOND = 1e9;

describe("the front door's job", () => {
  it("is exactly this", () => {
    const workload = workloadOf({ publicPort: 8082, readiness: { path: "/ready" } });
    const labels = { "managed-by": "podium" };
    expect(frontDoorJob({ workload, namespace: "apps", image: "haproxy:3.2-alpine", labels })).toEqual({
      ID: "web-front-door",
      Name: "web-front-door",
      Namespace: "apps",
      Type: "system",
      Priority: 50,
      Datacenters: ["*"],
      NodePool: "default",
      Meta: { "managed-by": "podium" },
      Update: {
        MaxParallel: 1,
        Canary: 0,
        AutoPromote: false,
        AutoRevert: false,
        HealthCheck: "checks",
        MinHealthyTime: SECOND,
        HealthyDeadline: 120 * SECOND,
        ProgressDeadline: 150 * SECOND,
      },
      TaskGroups: [
        {
          Name: "front-door",
          Count: 1,
          Networks: [{ ReservedPorts: [{ Label: "http", Value: 8082 }] }],
          RestartPolicy: { Attempts: 5, Interval: 60 * SECOND, Delay: SECOND, Mode: "delay" },
          EphemeralDisk: { SizeMB: 50 },
          Tasks: [
            {
              Name: "haproxy",
              Driver: "docker",
              User: "65532:65532",
              Config: {
                image: "haproxy:3.2-alpine",
                network_mode: "host",
                readonly_rootfs: true,
                cap_drop: ["all"],
                security_opt: ["no-new-privileges"],
                healthchecks: [{ disable: true }],
                mount: [
                  {
                    type: "bind",
                    source: "local/haproxy.cfg",
                    target: "/usr/local/etc/haproxy/haproxy.cfg",
                    readonly: true,
                  },
                ],
              },
              Resources: { CPU: 500, MemoryMB: 128 },
              Services: [
                {
                  Name: "web-front-door",
                  Provider: "nomad",
                  PortLabel: "http",
                  AddressMode: "host",
                  Checks: [
                    {
                      Name: "endpoint",
                      Type: "http",
                      Path: "/ready",
                      Interval: 2 * SECOND,
                      Timeout: 2 * SECOND,
                      OnUpdate: "require_healthy",
                    },
                  ],
                },
              ],
              Templates: [
                { DestPath: "local/haproxy.cfg", EmbeddedTmpl: haproxyConfig(workload), ChangeMode: "noop" },
                { DestPath: "local/discovery.lua", EmbeddedTmpl: DISCOVERY, ChangeMode: "noop" },
                {
                  DestPath: "local/instances",
                  EmbeddedTmpl: '{{ range nomadService "web" }}{{ .Address }} {{ .Port }}\n{{ end }}',
                  ChangeMode: "noop",
                  Wait: { Min: 0.25 * SECOND, Max: SECOND },
                },
              ],
              LogConfig: { MaxFiles: 2, MaxFileSizeMB: 10 },
              KillSignal: "SIGUSR1",
              KillTimeout: 30 * SECOND,
              ShutdownDelay: 0,
            },
          ],
        },
      ],
    });
  });

  // An instance has another port of the node for the latter, which HAProxy does not know.
  it.each(["none", { port: 9000 }])("only connects if the readiness check is %j", (readiness) => {
    const workload = workloadOf({ readiness });
    const job = frontDoorJob({ workload, namespace: "apps", image: "haproxy:3.2-alpine", labels: {} });
    const [check] = job.TaskGroups[0].Tasks[0].Services[0]!.Checks;
    expect(check).toMatchObject({ Name: "endpoint", Type: "tcp" });
    expect(check).not.toHaveProperty("Path");
    const config = haproxyConfig(workload);
    expect(config).not.toMatch(/httpchk|http-check/);
    expect(config).toContain("maxconn 100 pool-purge-delay 1s check inter 2s downinter 1s fall 2 rise 1");
  });

  it("sends the headers of the readiness check, as they are written", () => {
    const configOf = (headers: object) => haproxyConfig(workloadOf({ readiness: { headers } }));
    expect(configOf({ host: "a.example.com" })).toContain("ver HTTP/1.1 hdr host a.example.com\n");
    expect(configOf({ "X-A": 'a "b" \\ 5% {{c}}' })).toContain(
      ' hdr Host readiness hdr X-A a\\ \\"b\\"\\ \\\\\\ 5%%\\ {{"{{"}}c}}\n',
    );
    const workload = workloadOf({ readiness: { headers: { Host: "a" } } });
    const job = frontDoorJob({ workload, namespace: "apps", image: "haproxy:3.2-alpine", labels: {} });
    expect(job.TaskGroups[0].Tasks[0].Services[0]!.Checks[0]).toHaveProperty("Header", { Host: ["a"] });
  });

  it("stays the same when the workload is updated or scaled", async () => {
    const planOf = async (config = {}) =>
      new Resources(await planStack("nomad", { "podium:name": "web", ...config })).only(
        "nomad:index/job:Job",
        "web-front-door",
      );
    const changes = {
      "podium:version": "v2",
      "podium:replicas": "5",
      "podium:secrets": '{"API_KEY":"s3cret"}',
    };
    expect(await planOf(changes)).toEqual(await planOf());
  });
});

describe("HAProxy's configuration", () => {
  it("is exactly this, apart from its comments", () => {
    const readiness = { path: "/ready?deep=1", interval: 8, timeout: 3, failures: 4 };
    const lines = haproxyConfig(workloadOf({ readiness }))
      .split("\n")
      .filter((line) => line && !line.trimStart().startsWith("#"));
    expect(lines).toEqual([
      "global",
      "  maxconn 2000",
      "  nbthread 1",
      "  hard-stop-after 25s",
      "  lua-load /local/discovery.lua",
      "defaults",
      "  mode http",
      "  option forwardfor",
      "  option redispatch 1",
      "  retries 3",
      "  timeout connect 1s",
      "  timeout queue 30s",
      "  timeout client 60s",
      "  timeout server 60s",
      "  timeout http-request 10s",
      "  timeout http-keep-alive 60s",
      "frontend public",
      '  bind "${NOMAD_ADDR_http}"',
      "  default_backend instances",
      "backend instances",
      "  balance roundrobin",
      "  http-reuse always",
      "  retry-on conn-failure empty-response",
      "  http-request disable-l7-retry unless METH_GET or { method HEAD OPTIONS }",
      "  option httpchk",
      "  http-check send meth GET uri /ready?deep=1 ver HTTP/1.1 hdr Host readiness",
      "  http-check expect status 200-299",
      "  timeout check 3s",
      "  server-template instance 1-200 127.0.0.1:1 disabled maxconn 100 pool-purge-delay 1s check inter 8s downinter 1s fall 4 rise 1",
    ]);
  });

  it("escapes what HAProxy would interpret in a path", () => {
    const { readiness } = workloadOf({ readiness: { path: "/a'b/$X?c='d'" } });
    expect(haproxyConfig({ readiness })).toContain("uri /a\\'b/$X?c=\\'d\\' ver");
    expect(haproxyConfig({ readiness }) + DISCOVERY).not.toContain("{{");
  });

  it("takes its instances from the file that Nomad writes, and checks new ones before they serve", () => {
    expect(DISCOVERY).toContain('io.lines("/local/instances")');
    expect(DISCOVERY).toContain('line:match("^(%S+) (%d+)$")');
    const calls = [...DISCOVERY.matchAll(/server:(\w+)\(/g)].map(([, name]) => name);
    expect(calls).toEqual(["set_maint", "set_addr", "set_ready", "check_force_down"]);
  });

  it("keeps its instances when the file is empty", () => {
    expect(DISCOVERY).toContain("if not is_empty and not instances[line] then");
  });
});

describe("the front door's image", () => {
  const digest = `@sha256:${"c".repeat(64)}`;
  it.each([
    [{}, "haproxy:3.2-alpine"],
    [{ PODIUM_BASE_IMAGE: "localhost:5000/base/nodejs:latest" }, "localhost:5000/base/haproxy:latest"],
    [{ PODIUM_BASE_IMAGE: "localhost:5000/nodejs" }, "localhost:5000/haproxy"],
    [{ PODIUM_BASE_IMAGE: `localhost:5000/base/nodejs${digest}` }, "localhost:5000/base/haproxy"],
    [{ PODIUM_BASE_IMAGE: `127.0.0.1:5000/base/nodejs:22${digest}` }, "127.0.0.1:5000/base/haproxy:22"],
    [{ PODIUM_BASE_IMAGE: "node:22" }, "haproxy:3.2-alpine"],
    [{ PODIUM_BASE_IMAGE: "gcr.io/distroless/nodejs22-debian12:nonroot" }, "haproxy:3.2-alpine"],
    [{ PODIUM_BASE_IMAGE: "registry.example.com/base/nodejs:22" }, "haproxy:3.2-alpine"],
    [{ PODIUM_PROXY_IMAGE: "mine:1", PODIUM_BASE_IMAGE: "localhost:5000/base/nodejs" }, "mine:1"],
  ])("from %o is %s", (env, image) => {
    expect(defaultProxyImage(env)).toBe(image);
  });
});
