import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import { NomadDeployment } from "../../../src/orchestrators/nomad/deployment";
import type { JobSpec } from "../../../src/orchestrators/nomad/jobspec";
import { InvalidConfig } from "../../../src/workload/problems";
import type { WorkloadInput } from "../../../src/workload/schema";
import { IMAGE, type Resources, resourcesOf, Secret, workloadOf } from "../../program";

const COMPONENT = "podium:nomad:Deployment";
const PROVIDER = "pulumi:providers:nomad";
const JOB = "nomad:index/job:Job";
const VARIABLE = "nomad:index/variable:Variable";
const CREDENTIALS = { server: "registry.example.com", username: "robot", password: "pa55" };

const deploy = (changes = {}, settings = {}, transformations: pulumi.ResourceTransformation[] = []) =>
  resourcesOf(
    () =>
      new NomadDeployment(
        "web",
        {
          workload: workloadOf({ publicPort: 8082, ...changes }),
          image: IMAGE,
          isSample: true,
          publicHosts: ["localhost"],
          proxyImage: "haproxy:3.2-alpine",
          mhzPerCore: 2500,
          maxStopSeconds: 30,
          target: { address: "http://10.0.0.1:4646", namespace: "apps" },
          ...settings,
        },
        { transformations },
      ),
  );

const jobOf = (resources: Resources, name = "web") =>
  JSON.parse(resources.only(JOB, name)["jobspec"] as string) as JobSpec;
const deployJob = async (...args: Parameters<typeof deploy>) => jobOf(await deploy(...args));
const groupOf = (job: JobSpec) => job.TaskGroups[0];
const taskOf = (job: JobSpec) => job.TaskGroups[0].Tasks[0];
const SECOND = 1e9;

describe("the resources on Nomad", () => {
  it("are a provider and two jobs, and a variable only for secrets", async () => {
    expect((await deploy()).types).toEqual([COMPONENT, PROVIDER, JOB, JOB]);
    const { types } = await deploy({ secrets: { API_KEY: "s3cret" } });
    expect(types).toEqual([COMPONENT, PROVIDER, VARIABLE, JOB, JOB]);
  });

  it("are pinned to the cluster, whatever the environment says later", async () => {
    const ignoreEnvVars = '{"NOMAD_NAMESPACE":true,"NOMAD_REGION":true}';
    expect((await deploy()).only(PROVIDER)).toEqual({ address: "http://10.0.0.1:4646", ignoreEnvVars });
    const target = { address: "unix:///var/run/nomad.sock", namespace: "apps", region: "eu" };
    expect((await deploy({}, { target })).only(PROVIDER)).toEqual({
      address: "unix:///var/run/nomad.sock",
      region: "eu",
      ignoreEnvVars,
    });
  });

  it("come at once, after their variable, with the provider and with time for every instance", async () => {
    const options = new Map<string, object>();
    const note: pulumi.ResourceTransformation = ({ type, name, opts }) => {
      const { provider, dependsOn, customTimeouts, version, additionalSecretOutputs } = opts as Record<
        string,
        object
      >;
      const typeOf = (resource?: object) => (resource as { __pulumiType?: string } | undefined)?.__pulumiType;
      options.set(`${type} ${name}`, {
        provider: typeOf(provider),
        dependsOn: typeOf(dependsOn),
        customTimeouts,
        version,
        additionalSecretOutputs,
      });
      return undefined;
    };
    await deploy({ secrets: { API_KEY: "s3cret" } }, {}, [note]);
    const waits = (seconds: number) => ({ create: `${seconds}s`, update: `${seconds}s` });
    expect(options.get(`${PROVIDER} web`)).toEqual({ version: "2.6.1" });
    expect(options.get(`${VARIABLE} web`)).toEqual({
      provider: PROVIDER,
      additionalSecretOutputs: ["items"],
    });
    expect(options.get(`${JOB} web`)).toEqual({
      provider: PROVIDER,
      dependsOn: VARIABLE,
      // A canary and two instances: 90 s to become healthy, 3 and 20 s to stop.
      customTimeouts: waits(120 + 3 * 113),
    });
    expect(options.get(`${JOB} web-front-door`)).toEqual({
      provider: PROVIDER,
      customTimeouts: waits(3600),
    });
  });

  it("wait for their deployment, and are purged in the end", async () => {
    const resources = await deploy();
    const common = {
      json: true,
      detach: false,
      deregisterOnDestroy: true,
      purgeOnDestroy: true,
      rerunIfDead: true,
    };
    const { jobspec: _, ...workload } = resources.only(JOB, "web");
    expect(workload).toEqual({ ...common, preserveCounts: false });
    const { jobspec: __, ...frontDoor } = resources.only(JOB, "web-front-door");
    expect(frontDoor).toEqual(common);
  });
});

describe("the workload's job on Nomad", () => {
  it("is exactly this", async () => {
    const changes = { cpu: 0.5, env: { GREETING: "hello" } };
    expect(await deployJob({ ...changes, stopSeconds: 25 })).toEqual({
      ID: "web",
      Name: "web",
      Namespace: "apps",
      Type: "service",
      Priority: 50,
      Datacenters: ["*"],
      NodePool: "default",
      Meta: { "managed-by": "podium", "podium-stack": "dev", version: "v1" },
      Spreads: [
        { Attribute: "${node.datacenter}", Weight: 50 },
        { Attribute: "${node.unique.id}", Weight: 50 },
      ],
      Update: {
        MaxParallel: 1,
        Canary: 1,
        AutoPromote: true,
        AutoRevert: true,
        HealthCheck: "checks",
        MinHealthyTime: 5 * SECOND,
        HealthyDeadline: 90 * SECOND,
        ProgressDeadline: 120 * SECOND,
      },
      TaskGroups: [
        {
          Name: "instance",
          Count: 2,
          Networks: [{ DynamicPorts: [{ Label: "http", To: 8080 }] }],
          RestartPolicy: { Attempts: 5, Interval: 60 * SECOND, Delay: SECOND, Mode: "fail" },
          ReschedulePolicy: {
            Unlimited: true,
            Delay: 5 * SECOND,
            DelayFunction: "exponential",
            MaxDelay: 60 * SECOND,
          },
          Migrate: {
            MaxParallel: 1,
            HealthCheck: "checks",
            MinHealthyTime: 5 * SECOND,
            HealthyDeadline: 90 * SECOND,
          },
          EphemeralDisk: { SizeMB: 50 },
          Tasks: [
            {
              Name: "app",
              Driver: "docker",
              User: "65532:65532",
              Config: {
                image: IMAGE,
                ports: ["http"],
                readonly_rootfs: true,
                cap_drop: ["all"],
                security_opt: ["no-new-privileges"],
                cpu_hard_limit: true,
                healthchecks: [{ disable: true }],
                mount: [{ type: "tmpfs", target: "/tmp", tmpfs_options: [{ size: 16777216 }] }],
              },
              Env: {
                PODIUM_INSTANCE: "${NOMAD_ALLOC_ID}",
                PODIUM_PEERS: "file:${NOMAD_TASK_DIR}/peers",
                PORT: "8080",
                PODIUM_ORCHESTRATOR: "nomad",
                PODIUM_VERSION: "v1",
                PODIUM_IMAGE: IMAGE,
                PODIUM_STOP_SECONDS: "25",
                PODIUM_SECRETS: "",
                PODIUM_HEALTH_PATH: "/healthz",
                GREETING: "hello",
              },
              Meta: {},
              Resources: { CPU: 1250, MemoryMB: 128 },
              Services: [
                {
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
                },
                {
                  Name: "web-container",
                  Provider: "nomad",
                  PortLabel: "http",
                  AddressMode: "driver",
                  Checks: [],
                },
              ],
              Templates: [
                {
                  DestPath: "local/peers",
                  EmbeddedTmpl: [
                    '{{ $service := "web" -}}',
                    '{{ if eq (env "NOMAD_HOST_IP_http") "127.0.0.1" }}{{ $service = "web-container" }}{{ end -}}',
                    "{{ range nomadService $service }}{{ .Address }}:{{ .Port }}",
                    "{{ end }}",
                  ].join("\n"),
                  ChangeMode: "noop",
                  Wait: { Min: 0.5 * SECOND, Max: SECOND },
                },
              ],
              LogConfig: { MaxFiles: 2, MaxFileSizeMB: 10 },
              KillTimeout: 25 * SECOND,
              ShutdownDelay: 3 * SECOND,
            },
          ],
        },
      ],
    });
  });

  it("follows the rest of the workload", async () => {
    const job = await deployJob(
      {
        version: "v2",
        replicas: 7,
        memory: 64,
        port: 9090,
        user: 1000,
        readOnlyRootFilesystem: false,
        health: { path: "/live", interval: 9, timeout: 8, failures: 7 },
        readiness: { path: "/ready", interval: 6, timeout: 5, failures: 4 },
      },
      { mhzPerCore: 3333 },
    );
    expect(job.Meta).toHaveProperty("version", "v2");
    expect(groupOf(job)).toMatchObject({ Count: 7, Networks: [{ DynamicPorts: [{ To: 9090 }] }] });
    expect(taskOf(job)).toMatchObject({
      User: "1000:1000",
      Config: { readonly_rootfs: false },
      Resources: { CPU: 833, MemoryMB: 64 },
    });
    expect(taskOf(job).Services[0]!.Checks).toMatchObject([
      { Path: "/live", Interval: 9 * SECOND, Timeout: 8 * SECOND, CheckRestart: { Limit: 7 } },
      { Path: "/ready", Interval: 6 * SECOND, Timeout: 5 * SECOND },
    ]);
  });

  it("starts the configured command as it is, without Nomad's templates", async () => {
    const { Config } = taskOf(
      await deployJob({ command: ["/app/server", "${PORT}"], args: ["%{ if true }", "a$"] }),
    );
    expect(Config.entrypoint).toEqual(["/app/server", '${"$"}{PORT}']);
    expect(Config.args).toEqual(['${"%"}{ if true }', 'a${"$"}']);
  });

  it("stops its tasks with the configured signal, and replaces those that run when it changes", async () => {
    const { KillSignal, Meta } = taskOf(await deployJob({ stopSignal: "SIGQUIT" }));
    expect([KillSignal, Meta]).toEqual(["SIGQUIT", { "stop-signal": "SIGQUIT" }]);
  });

  it("leaves it to Nomad when instances of a lost node are replaced, and says so", async () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    expect(await deployJob({ replaceSeconds: 45 })).toEqual(await deployJob());
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^podium:replaceSeconds has no effect: instances are replaced as soon as/),
      expect.anything(),
    );
    warn.mockRestore();
  });

  it("runs in the workload's group", async () => {
    expect(taskOf(await deployJob({ user: 1234, group: 0 })).User).toBe("1234:0");
  });

  it("has an init if the workload wants one", async () => {
    expect(taskOf(await deployJob({ init: true })).Config.init).toBe(true);
  });

  it("has Nomad's own folder for /tmp if programs are to be run from it, and room for it", async () => {
    const job = await deployJob({ tmp: { size: 64, exec: true } });
    const mount = [{ type: "bind", source: "tmp", target: "/tmp", readonly: false }];
    expect(taskOf(job).Config).toMatchObject({ mount });
    expect(groupOf(job).EphemeralDisk).toEqual({ SizeMB: 114 });
  });

  it("has further folders in memory, of which none can be Nomad's own", async () => {
    const mount = ["/tmp", "/run", "/secretsx"].map((target) => ({
      type: "tmpfs",
      target,
      tmpfs_options: [{ size: 2 ** 24 }],
    }));
    expect(taskOf(await deployJob({ writable: ["/run", "/secretsx"] })).Config).toMatchObject({ mount });
    await expect(deployJob({ writable: ["/run", "/secrets/x"] })).rejects.toThrow(
      /^podium:writable\[1\] must not be in \/alloc, \/local or \/secrets/,
    );
  });

  it.each([
    [{ health: { port: 9000 } }, [9000], "check_9000", undefined],
    [{ readiness: { port: 9000 } }, [9000], undefined, "check_9000"],
    // One port of the node for both: Docker would publish only the latter of two.
    [{ health: { port: 9000 }, readiness: { port: 9000 } }, [9000], "check_9000", "check_9000"],
    [{ health: { port: 9000 }, readiness: { port: 9001 } }, [9000, 9001], "check_9000", "check_9001"],
  ])("has further ports if the checks have some: %j", async (checks, ports, health, readiness) => {
    const job = await deployJob(checks);
    const labels = ports.map((port) => `check_${port}`);
    const DynamicPorts = [
      { Label: "http", To: 8080 },
      ...ports.map((To, index) => ({ Label: labels[index], To })),
    ];
    expect(groupOf(job).Networks).toEqual([{ DynamicPorts }]);
    expect(taskOf(job).Config.ports).toEqual(["http", ...labels]);
    expect(taskOf(job).Services[0]!.Checks.map(({ PortLabel }) => PortLabel)).toEqual([health, readiness]);
  });

  it("checks with the headers that the workload wants", async () => {
    const headers = { Host: "a.example.com" };
    const job = await deployJob({ health: { headers }, readiness: { headers: { "X-A": "b" } } });
    expect(taskOf(job).Services[0]!.Checks).toMatchObject([
      { Header: { Host: ["a.example.com"] } },
      { Header: { "X-A": ["b"] } },
    ]);
    await expect(deployJob({ health: { headers: { Host: "${a}" } } })).rejects.toThrow(
      'podium:health.headers.Host must not contain ${, which Nomad replaces, got "[secret]"',
    );
  });

  it("has only the checks that the workload wants", async () => {
    const checksOf = async (changes: object) =>
      taskOf(await deployJob(changes)).Services[0]!.Checks.map(({ Name }) => Name);
    expect(await checksOf({ health: "none" })).toEqual(["readiness"]);
    expect(await checksOf({ readiness: "none" })).toEqual(["health"]);
    expect(await checksOf({ health: "none", readiness: "none" })).toEqual([]);
  });

  it("has no canaries to promote if nothing may run in excess, and never more than instances", async () => {
    const none = await deployJob({ update: { surge: 0, parallelism: 2, rollback: false } });
    expect(none.Update).toMatchObject({ MaxParallel: 2, Canary: 0, AutoPromote: false, AutoRevert: false });
    const many = await deployJob({ update: { surge: 9 } });
    expect(many.Update).toMatchObject({ Canary: 2, AutoPromote: true });
  });

  it("leaves the number of instances to the autoscaler if there is one", async () => {
    const autoscaling = { min: 3, max: 6, cpuPercent: 70 };
    const resources = await deploy({ replicas: 9, autoscaling, update: { surge: 9 } });
    expect(resources.only(JOB, "web")["preserveCounts"]).toBe(true);
    const job = jobOf(resources);
    expect(job.Update.Canary).toBe(6);
    expect(groupOf(job).Count).toBe(6);
    expect(groupOf(job).Scaling).toEqual({
      Enabled: true,
      Type: "horizontal",
      Min: 3,
      Max: 6,
      Policy: {
        cooldown: "1m",
        evaluation_interval: "10s",
        check: [
          {
            cpu: [
              {
                source: "nomad-apm",
                query: "avg_cpu-allocated",
                strategy: [{ "target-value": [{ target: 70 }] }],
              },
            ],
          },
        ],
      },
    });
  });

  it("keeps a variable of the workload in place of Podium's own", async () => {
    const { Env } = taskOf(await deployJob({ env: { PODIUM_INSTANCE: "mine" } }));
    expect(Env).toMatchObject({ PODIUM_INSTANCE: "mine" });
  });

  // tests/live/nomadValues.test.ts has the agent replace them.
  it("keeps a reference in a value, which Nomad would replace, by a dollar sign from the metadata", async () => {
    const { Env, Meta } = taskOf(
      await deployJob({ env: { A: "$${PORT} ${attr.x-y}", B: "${} $PORT ${a b}" } }),
    );
    const dollar = "${NOMAD_META_podium-dollar}";
    expect(Env).toMatchObject({ A: `$${dollar}{PORT} ${dollar}{attr.x-y}`, B: "${} $PORT ${a b}" });
    expect(Meta).toEqual({ "podium-dollar": "$" });
  });
});

describe("secrets on Nomad", () => {
  it("are in an encrypted variable, and only named in the job", async () => {
    const resources = await deploy({ secrets: { API_KEY: "s3cret", DSN: "s3cret" } });
    expect(resources.only(VARIABLE)).toEqual({
      path: "nomad/jobs/web",
      namespace: "apps",
      items: new Secret({ API_KEY: "s3cret", DSN: "s3cret" }),
    });
    const task = taskOf(jobOf(resources));
    expect(JSON.stringify(task)).not.toContain("s3cret");
    expect(task.Env).toHaveProperty("PODIUM_SECRETS", "API_KEY,DSN");
    expect(task.Templates.slice(1)).toEqual([
      {
        DestPath: "secrets/environment",
        EmbeddedTmpl: [
          '{{ with nomadVar "nomad/jobs/web" }}',
          'API_KEY={{ (index . "API_KEY").Value | toJSON }}',
          'DSN={{ (index . "DSN").Value | toJSON }}',
          "{{ end }}",
        ].join("\n"),
        ChangeMode: "noop",
        Envvars: true,
      },
    ]);
  });

  it("restart instances when they change, and only then", async () => {
    const metaOf = async (value: string) => taskOf(await deployJob({ secrets: { API_KEY: value } })).Meta;
    expect(await metaOf("one")).toEqual({ secrets: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(await metaOf("one")).toEqual(await metaOf("one"));
    expect(await metaOf("one")).not.toEqual(await metaOf("two"));
  });

  it("include the registry's password, which is not in the job", async () => {
    const resources = await deploy({ registryCredentials: CREDENTIALS });
    expect(resources.only(VARIABLE)["items"]).toEqual(new Secret({ PODIUM_REGISTRY_PASSWORD: "pa55" }));
    const task = taskOf(jobOf(resources));
    expect(task.Config.auth).toEqual([
      { server_address: "registry.example.com", username: "robot", password: "${PODIUM_REGISTRY_PASSWORD}" },
    ]);
    expect(task.Templates[1]!.EmbeddedTmpl).toContain(
      '\nPODIUM_REGISTRY_PASSWORD={{ (index . "PODIUM_REGISTRY_PASSWORD").Value | toJSON }}\n',
    );
    expect(JSON.stringify(resources.all)).not.toContain("pa55");
  });
});

describe("the limits on Nomad", () => {
  it.each([
    [{ env: { node: "x" } }, "podium:env.node is a name that Nomad keeps for itself"],
    [{ secrets: { node: "x" } }, "podium:secrets.node is a name that Nomad keeps for itself"],
    [
      { env: { PODIUM_REGISTRY_PASSWORD: "x" }, registryCredentials: CREDENTIALS },
      "podium:env.PODIUM_REGISTRY_PASSWORD is where the registry's password is",
    ],
    ...["${x}", "%{x}"].map((username): [WorkloadInput, string] => [
      { registryCredentials: { ...CREDENTIALS, username } },
      'podium:registryCredentials.username must not contain ${ or %{, which Nomad replaces, got "[secret]"',
    ]),
  ])("are those of its variables: %j", async (changes: WorkloadInput, message) => {
    await expect(deploy(changes)).rejects.toThrow(message);
  });

  it("allow a variable that only looks like one of them", async () => {
    await deploy({ env: { NODE: "x", PODIUM_REGISTRY_PASSWORD: "x" }, secrets: { nodes: "x" } });
    await deploy({ registryCredentials: { ...CREDENTIALS, username: "robot$x" } });
  });

  it.each(["SIGRTMIN+3", "SIGPWR", "SIGCHLD"])("are those of its signals: %s", async (stopSignal) => {
    await expect(deploy({ stopSignal })).rejects.toThrow(
      `podium:stopSignal must be a signal that Nomad knows, such as SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1 or SIGWINCH, got "${stopSignal}"`,
    );
  });

  it("are those of the front door and of the nodes", async () => {
    const deployment = deploy({ publicPort: 1023, stopSeconds: 31 });
    await expect(deployment).rejects.toThrow(InvalidConfig);
    await expect(deployment).rejects.toMatchObject({
      problems: [
        {
          key: "podium:publicPort",
          value: 1023,
          rule: "must be 1024 to 65535, since the front door uses the nodes' own network without being root",
        },
        {
          key: "podium:stopSeconds",
          value: 31,
          rule:
            "must not exceed 30, the nodes' max_kill_timeout, which Nomad applies silently (if the nodes allow more, run " +
            "`pulumi config set maxStopSeconds SECONDS`)",
        },
      ],
    });
  });

  it("can be reached", async () => {
    await expect(deploy({ publicPort: 1024, stopSeconds: 30 })).resolves.toBeDefined();
    await expect(deploy({ stopSeconds: 60 }, { maxStopSeconds: 60 })).resolves.toBeDefined();
  });
});
