import { describe, expect, it } from "vitest";
import { NomadDeployment } from "../../../src/orchestrators/nomad/deployment";
import { frontDoorJob } from "../../../src/orchestrators/nomad/frontDoorJob";
import { DISCOVERY, haproxyConfig } from "../../../src/orchestrators/nomad/haproxy";
import type { JobSpec } from "../../../src/orchestrators/nomad/jobspec";
import { defaultProxyImage } from "../../../src/orchestrators/nomad/proxyImage";
import { fingerprint } from "../../../src/orchestrators/nomad/secrets";
import { IMAGE, type Resources, resourcesOf, Secret, workloadOf } from "../../program";

const JOB = "nomad:index/job:Job";
const VARIABLE = "nomad:index/variable:Variable";
const CREDENTIALS = { server: "registry.example.com", username: "robot", password: "pa55" };

const deploy = (changes = {}, settings = {}) =>
  resourcesOf(
    () =>
      new NomadDeployment("web", {
        workload: workloadOf({ publicPort: 8082, ...changes }),
        image: IMAGE,
        namespace: "default",
        publicHost: "localhost",
        proxyImage: "haproxy:3.2-alpine",
        mhzPerCore: 2500,
        maxStopSeconds: 30,
        ...settings,
      }),
  );

const jobOf = (resources: Resources, name = "web") =>
  JSON.parse(resources.only(JOB, name)["jobspec"] as string) as JobSpec;
const groupOf = (job: JobSpec) => job.TaskGroups[0];
const taskOf = (job: JobSpec) => job.TaskGroups[0].Tasks[0];
const SECOND = 1e9;

describe("the Nomad deployment", () => {
  it("makes two jobs, and a variable only for secrets", async () => {
    expect((await deploy()).types).toEqual(["podium:nomad:Deployment", JOB, JOB]);
    expect((await deploy({ secrets: { API_KEY: "s3cret" } })).types).toEqual([
      "podium:nomad:Deployment",
      VARIABLE,
      JOB,
      JOB,
    ]);
  });

  it("waits for the deployment, and forgets the job in the end", async () => {
    const { jobspec: _, ...rest } = (await deploy()).only(JOB, "web");
    expect(rest).toEqual({
      json: true,
      detach: false,
      deregisterOnDestroy: true,
      purgeOnDestroy: true,
      rerunIfDead: true,
      preserveCounts: false,
    });
  });

  it("prefers to spread instances over datacenters and nodes, and insists on neither", async () => {
    const job = jobOf(await deploy());
    expect(job.Spreads).toEqual([
      { Attribute: "${node.datacenter}", Weight: 50 },
      { Attribute: "${node.unique.id}", Weight: 50 },
    ]);
    expect(JSON.stringify(job)).not.toContain("Constraints");
  });

  it("says of both jobs who has made them", async () => {
    const resources = await deploy();
    const made = { "managed-by": "podium", "podium-stack": "dev" };
    expect(jobOf(resources).Meta).toEqual({ ...made, version: "v1" });
    expect(jobOf(resources, "web-front-door").Meta).toEqual(made);
  });

  it("replaces one instance at a time, after one in excess, and goes back by itself", async () => {
    const job = jobOf(await deploy());
    expect(job).toMatchObject({ ID: "web", Type: "service", Datacenters: ["*"], NodePool: "default" });
    expect(job.Update).toEqual({
      MaxParallel: 1,
      Canary: 1,
      AutoPromote: true,
      AutoRevert: true,
      HealthCheck: "checks",
      MinHealthyTime: 5 * SECOND,
      HealthyDeadline: 90 * SECOND,
      ProgressDeadline: 120 * SECOND,
    });
    expect(groupOf(job).Count).toBe(2);
  });

  it("has no canaries to promote where nothing may run in excess, and never more than instances", async () => {
    const none = jobOf(await deploy({ update: { surge: 0, parallelism: 2, rollback: false } }));
    expect(none.Update).toMatchObject({ MaxParallel: 2, Canary: 0, AutoPromote: false, AutoRevert: false });
    const many = jobOf(await deploy({ update: { surge: 9 } }));
    expect(many.Update).toMatchObject({ Canary: 2, AutoPromote: true });
  });

  it("restarts for a failed health check, and lets updates wait for both checks", async () => {
    const [service, inContainer] = taskOf(jobOf(await deploy())).Services;
    expect(service).toEqual({
      Name: "web",
      Provider: "nomad",
      PortLabel: "http",
      AddressMode: "host",
      Checks: [
        {
          Name: "health",
          Type: "http",
          Path: "/healthz",
          Interval: 5 * SECOND,
          Timeout: 2 * SECOND,
          OnUpdate: "require_healthy",
          CheckRestart: { Limit: 3, Grace: 30 * SECOND },
        },
        {
          Name: "readiness",
          Type: "http",
          Path: "/readyz",
          Interval: 2 * SECOND,
          Timeout: 1 * SECOND,
          OnUpdate: "require_healthy",
        },
      ],
    });
    expect(inContainer).toEqual({
      Name: "web-container",
      Provider: "nomad",
      PortLabel: "http",
      AddressMode: "driver",
      Checks: [],
    });
  });

  it("restarts in place first, then reschedules without end", async () => {
    const group = groupOf(jobOf(await deploy()));
    expect(group.RestartPolicy).toEqual({
      Attempts: 5,
      Interval: 60 * SECOND,
      Delay: SECOND,
      Mode: "fail",
    });
    expect(group.ReschedulePolicy).toEqual({
      Unlimited: true,
      Delay: 5 * SECOND,
      DelayFunction: "exponential",
      MaxDelay: 60 * SECOND,
    });
  });

  it("runs as no root, read-only, without capabilities, within hard limits", async () => {
    const task = taskOf(jobOf(await deploy()));
    expect(task.User).toBe("65532:65532");
    expect(task.Config).toEqual({
      image: IMAGE,
      ports: ["http"],
      readonly_rootfs: true,
      cap_drop: ["all"],
      security_opt: ["no-new-privileges"],
      cpu_hard_limit: true,
      healthchecks: [{ disable: true }],
      mount: [{ type: "tmpfs", target: "/tmp", tmpfs_options: [{ size: 16777216 }] }],
    });
    expect(task.Resources).toEqual({ CPU: 625, MemoryMB: 128 });
  });

  it("leaves the service before SIGTERM, and has the whole time from there to SIGKILL", async () => {
    expect(taskOf(jobOf(await deploy({ stopSeconds: 25 })))).toMatchObject({
      KillSignal: "SIGTERM",
      KillTimeout: 25 * SECOND,
      ShutdownDelay: 3 * SECOND,
      Env: { PODIUM_STOP_SECONDS: "25" },
    });
  });

  it("tells an instance who it is and where its peers are", async () => {
    const { Env, Templates } = taskOf(jobOf(await deploy()));
    expect(Env).toMatchObject({
      PODIUM_INSTANCE: "${NOMAD_ALLOC_ID}",
      PODIUM_PEERS: "file:${NOMAD_TASK_DIR}/peers",
      PORT: "8080",
    });
    expect(Templates).toHaveLength(1);
    expect(Templates[0]).toMatchObject({ DestPath: "local/peers", ChangeMode: "noop" });
    expect(Templates[0]!.EmbeddedTmpl).toContain('{{ $service := "web" -}}');
    expect(Templates[0]!.EmbeddedTmpl).toContain('$service = "web-container"');
  });

  it("keeps secrets in a variable, encrypted, and names them in the job", async () => {
    const resources = await deploy({ secrets: { API_KEY: "s3cret" } });
    expect(resources.only(VARIABLE)).toEqual({
      path: "nomad/jobs/web",
      namespace: "default",
      items: new Secret({ API_KEY: "s3cret" }),
    });
    const task = taskOf(jobOf(resources));
    expect(JSON.stringify(task)).not.toContain("s3cret");
    expect(task.Templates[1]).toEqual({
      DestPath: "secrets/environment",
      EmbeddedTmpl: '{{ with nomadVar "nomad/jobs/web" }}\nAPI_KEY={{ .API_KEY.Value | toJSON }}\n{{ end }}',
      ChangeMode: "noop",
      Envvars: true,
    });
  });

  it("makes new instances for a new secret, and none for the same", async () => {
    const metaOf = async (value: string) => taskOf(jobOf(await deploy({ secrets: { API_KEY: value } }))).Meta;
    expect(await metaOf("one")).toEqual({ secrets: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(await metaOf("one")).toEqual(await metaOf("one"));
    expect(await metaOf("one")).not.toEqual(await metaOf("two"));
    expect(taskOf(jobOf(await deploy()))).not.toHaveProperty("Meta");
  });

  it("logs in to a registry without its password in the job", async () => {
    const resources = await deploy({ registryCredentials: CREDENTIALS });
    expect(resources.only(VARIABLE)["items"]).toEqual(new Secret({ PODIUM_REGISTRY_PASSWORD: "pa55" }));
    const task = taskOf(jobOf(resources));
    expect(task.Config.auth).toEqual([
      {
        server_address: "registry.example.com",
        username: "robot",
        password: "${PODIUM_REGISTRY_PASSWORD}",
      },
    ]);
    expect(task.Templates[1]!.EmbeddedTmpl).toContain("PODIUM_REGISTRY_PASSWORD=");
    expect(JSON.stringify(resources.all)).not.toContain("pa55");
  });

  it("leaves the number of instances to the autoscaler where there is one", async () => {
    const resources = await deploy({ replicas: 9, autoscaling: { min: 3, max: 6, cpuPercent: 70 } });
    expect(resources.only(JOB, "web")["preserveCounts"]).toBe(true);
    expect(groupOf(jobOf(resources))).toMatchObject({
      Count: 6,
      Scaling: { Enabled: true, Type: "horizontal", Min: 3, Max: 6 },
    });
    expect(JSON.stringify(groupOf(jobOf(resources)).Scaling!.Policy)).toContain('"target":70');
    expect(groupOf(jobOf(await deploy()))).not.toHaveProperty("Scaling");
  });

  it("refuses what the front door or the nodes would not do", async () => {
    await expect(deploy({ publicPort: 80, stopSeconds: 60 })).rejects.toThrow(
      /podium:publicPort is 80; allowed is 1024 to 65535.*\n.*podium:stopSeconds is 60; allowed is at most 30, /,
    );
    await expect(deploy({ stopSeconds: 60 }, { maxStopSeconds: 60 })).resolves.toBeDefined();
  });
});

describe("the front door", () => {
  const job = frontDoorJob({
    workload: workloadOf({ publicPort: 8082 }),
    namespace: "apps",
    image: "haproxy:3.2-alpine",
    labels: { "managed-by": "podium" },
  });

  it("is on every node, at the public port", () => {
    expect(job).toMatchObject({
      ID: "web-front-door",
      Namespace: "apps",
      Type: "system",
      Meta: { "managed-by": "podium" },
    });
    expect(groupOf(job).Networks).toEqual([{ ReservedPorts: [{ Label: "http", Value: 8082 }] }]);
    expect(groupOf(job)).not.toHaveProperty("ReschedulePolicy");
    expect(haproxyConfig(workloadOf())).toContain('bind "${NOMAD_ADDR_http}"');
  });

  it("runs as no root, read-only, and ends gracefully", () => {
    expect(taskOf(job)).toMatchObject({
      User: "65532:65532",
      KillSignal: "SIGUSR1",
      Config: {
        network_mode: "host",
        readonly_rootfs: true,
        cap_drop: ["all"],
        security_opt: ["no-new-privileges"],
        mount: [
          {
            type: "bind",
            source: "local/haproxy.cfg",
            target: "/usr/local/etc/haproxy/haproxy.cfg",
            readonly: true,
          },
        ],
      },
    });
  });

  it("is the same after an update or a scaling of the workload", async () => {
    const before = await deploy();
    const after = await deploy({ version: "v2", replicas: 5, secrets: { API_KEY: "s3cret" } });
    expect(jobOf(after, "web-front-door")).toEqual(jobOf(before, "web-front-door"));
  });

  it("checks readiness itself, and asks another instance only where that does no harm", () => {
    const config = haproxyConfig(
      workloadOf({ readiness: { path: "/ready?deep=1", interval: 8, timeout: 3, failures: 4 } }),
    );
    expect(config).toContain("http-check send meth GET uri '/ready?deep=1' ver HTTP/1.1");
    expect(config).toContain("timeout check 3s");
    expect(config).toMatch(/server-template instance 1-200 .* check inter 8s downinter 1s fall 4 rise 1$/m);
    expect(config).toContain("retry-on conn-failure empty-response");
    expect(config).toContain("disable-l7-retry unless METH_GET or { method HEAD OPTIONS }");
  });

  it("takes nothing in a path for its own syntax, or Nomad's", () => {
    const config = haproxyConfig({ readiness: { ...workloadOf().readiness, path: "/a'{{b}}#c" } });
    expect(config).toContain("uri '/a%27%7b%7bb%7d%7d#c' ver");
    expect(config + DISCOVERY).not.toContain("{{");
  });

  it("follows the file of instances that Nomad writes, without a reload", () => {
    expect(taskOf(job).Templates).toMatchObject([
      { DestPath: "local/haproxy.cfg", ChangeMode: "noop" },
      { DestPath: "local/discovery.lua", EmbeddedTmpl: DISCOVERY, ChangeMode: "noop" },
      {
        DestPath: "local/instances",
        EmbeddedTmpl: '{{ range nomadService "web" }}{{ .Address }} {{ .Port }}\n{{ end }}',
        ChangeMode: "noop",
      },
    ]);
  });
});

describe("the front door's image", () => {
  it.each([
    [{}, "haproxy:3.2-alpine"],
    [{ PODIUM_BASE_IMAGE: "localhost:5000/base/nodejs:latest" }, "localhost:5000/base/haproxy:latest"],
    [{ PODIUM_BASE_IMAGE: "localhost:5000/nodejs" }, "localhost:5000/haproxy"],
    [
      { PODIUM_BASE_IMAGE: `localhost:5000/base/nodejs@sha256:${"c".repeat(64)}` },
      "localhost:5000/base/haproxy",
    ],
    [{ PODIUM_BASE_IMAGE: "node:22" }, "haproxy:3.2-alpine"],
    [{ PODIUM_BASE_IMAGE: "gcr.io/distroless/nodejs22-debian12:nonroot" }, "haproxy:3.2-alpine"],
    [{ PODIUM_BASE_IMAGE: "registry.example.com/base/nodejs:22" }, "haproxy:3.2-alpine"],
    [{ PODIUM_PROXY_IMAGE: "mine:1", PODIUM_BASE_IMAGE: "localhost:5000/base/nodejs" }, "mine:1"],
  ])("from %o is %s", (env, image) => {
    expect(defaultProxyImage(env)).toBe(image);
  });
});

describe("the fingerprint of secrets", () => {
  it("does not depend on their order, but on the job", () => {
    const one = fingerprint({ A: "1", B: "2" }, "web");
    expect(fingerprint({ B: "2", A: "1" }, "web")).toBe(one);
    expect(fingerprint({ A: "1", B: "2" }, "other")).not.toBe(one);
    expect(fingerprint({ A: "12", B: "" }, "web")).not.toBe(one);
  });
});
