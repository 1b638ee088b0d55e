import fc from "fast-check";

/** In every secret, so that it is found wherever one leaks. */
export const MARK = "s3cret";

const NAMES = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...["toString", "constructor", "hasOwnProperty", "valueOf", "Keys", "Values", "Tuples", "Metadata"],
      ...["Parent", "ItemsMap", "A", "A_FILE", "PODIUM_INSTANCE", "PODIUM_FAULTS", "path", "attr", "meta"],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("__proto__", "node", "PORT", "1x", "a.b", "", "a b", 'a"]', "ü") },
);

const TEXTS = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(..."${}%[]().@'\"\\\n\t &<>#=:") }),
  fc.constantFrom(
    ...[
      "",
      "${PORT}",
      "$${PORT}",
      "${attr.kernel.name}",
      "$(PORT)",
      "$$(PORT)",
      "$$",
      "{{.Task.ID}}",
      "{{{{",
    ],
    ...[
      '{{"{{"}}',
      "[Secret_A]",
      "@PartitionId@",
      "0755",
      "1_000",
      "true",
      "null",
      "{}",
      "]]>",
      "&#10;",
      "\r\n",
    ],
  ),
);

const VALUES = fc.oneof(
  { weight: 12, arbitrary: TEXTS },
  { weight: 2, arbitrary: fc.oneof(fc.integer(), fc.boolean(), fc.constant(0.5)) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.constantFrom<unknown>("\0", "a\x01b", "\ud800", null, 2 ** 60, "x".repeat(2 ** 17), [], {}),
      fc.string({ unit: "binary" }),
    ),
  },
);

/** A secret of the same shapes, with the mark in every text. */
const SECRETS = fc.oneof(
  { weight: 9, arbitrary: TEXTS.map((text) => `${MARK}${text}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>("", { B: MARK }, [MARK], null, `${MARK}\0`, MARK.repeat(20_000)),
  },
);

/** Mostly one of the former, sometimes one of the latter. */
const mostly = (good: fc.Arbitrary<unknown>, ...bad: unknown[]) =>
  fc.oneof({ weight: 15, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

const PATHS = mostly(
  fc.constantFrom("/", "/healthz", "/a'b", "/$X", "/a%20b?c=d&e"),
  ...["x", "//a", "/{a}", "/${X}", "/a#b", "/ü", "/a b", "/.."],
);
const CHECK = {
  path: PATHS,
  interval: mostly(fc.integer({ min: 5, max: 60 }), 0, "x"),
  timeout: fc.integer({ min: 1, max: 5 }),
  port: mostly(fc.constantFrom(9000, "9001", 81), 0, 65536),
  headers: mostly(
    fc.dictionary(
      fc.constantFrom("Host", "X-Check", "accept"),
      fc.constantFrom("app.example.com", 'a "b" \\ #c', "%[src] %{+Q} {{ .x }}", "$X", 1, true),
    ),
    ...["Host", { Host: "" }, { Host: " a" }, { Host: `${"x".repeat(1025)}` }, { host: "a", Host: "b" }],
    ...[{ Authorization: MARK }, { X_A: "a" }, { Host: `${MARK}\n` }, { Host: "${PORT}" }],
  ),
};
const COMMANDS = mostly(fc.array(TEXTS, { minLength: 1, maxLength: 3 }), "x", [], ["x", null], ["x", "\0"]);

/** A check with some of these parts, or none. */
const orNone = (parts: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof(
    { weight: 28, arbitrary: fc.record(parts, { requiredKeys: [] }) },
    { weight: 3, arbitrary: fc.constant("none") },
    { weight: 1, arbitrary: fc.constantFrom("None", null) },
  );

const seldom = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });

const record = (values: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(NAMES, values), { maxLength: 4 }).map((entries) => Object.fromEntries(entries) as object);

/** Most of it is correct, so that programs run to their end. */
const CONFIGURATION = fc.record(
  {
    env: mostly(record(VALUES), "text", [1]),
    secrets: mostly(record(SECRETS), MARK, [MARK]),
    replicas: mostly(fc.integer({ min: 1, max: 5 }), 0, 2.5, "many", { a: 1 }, ""),
    cpu: mostly(fc.constantFrom(0.05, 0.25, "0.5", 1.37), "lots", -1),
    memory: mostly(fc.constantFrom(32, 128, "1531", 2048), 1, "1GB"),
    command: seldom(COMMANDS),
    args: seldom(COMMANDS),
    stopSignal: seldom(mostly(fc.constantFrom("SIGQUIT", "SIGRTMIN+3"), "QUIT", 3)),
    port: seldom(mostly(fc.constantFrom(80, 1024, "65535"), 0)),
    group: seldom(mostly(fc.constantFrom(0, 1, "100"), -1, "root")),
    init: seldom(mostly(fc.boolean(), "yes")),
    version: mostly(fc.constantFrom("v1", "1.2.3-rc_4"), "", "v1.", 2 ** 60),
    name: mostly(fc.constantFrom("web", "a", "web-2"), "My App", "-"),
    health: orNone({
      ...CHECK,
      command: COMMANDS,
    }),
    readiness: orNone(CHECK),
    tmp: fc.record(
      {
        size: mostly(fc.constantFrom(1, "64", 65536), 0, "16Mi"),
        exec: mostly(fc.constantFrom(true, "true", false), "yes"),
      },
      { requiredKeys: [] },
    ),
    writable: mostly(
      fc.subarray(["/run", "/var/cache/app", "/home/app/.cache", "/a@b+c"]),
      ...["/run", ["run"], ["/tmp"], ["/a", "/a/b"], ["/secrets"], ["/{{x}}"], ["/a:b"], [1]],
    ),
    replaceSeconds: mostly(fc.constantFrom(0, 30, "86400"), -1, 86_401, "never"),
    startSeconds: mostly(fc.constantFrom(1, 45, "300"), 0, 301, "soon"),
    update: fc.record({
      parallelism: mostly(fc.integer({ min: 1, max: 4 }), 0),
      surge: fc.integer({ min: 0, max: 4 }),
    }),
    image: mostly(
      fc
        .constantFrom("acme/app:1.0", "nginx", "localhost:5000/a/b")
        .map((name) => `${name}@sha256:${"a".repeat(64)}`),
      ...["nginx:1", `http://r/a@sha256:${"a".repeat(64)}`, `A/B@sha256:${"a".repeat(64)}`],
    ),
    registryCredentials: mostly(
      fc.record({
        server: mostly(fc.constantFrom("docker.io", "registry.example.com:5000"), "https://r", ""),
        username: fc.constantFrom("robot", "robot$x", "[x]", "${PORT}", "a\x01"),
        password: TEXTS.map((text) => MARK + text),
      }),
      ...[MARK, { server: "r", password: MARK }, { server: "r", username: "u", password: MARK, other: MARK }],
    ),
    "env.A": fc.constant("literal"),
    nope: fc.constant({ type: "x" }),
  },
  { requiredKeys: [] },
);
/** Configurations of a stack by key, before they become text. Keys that are wrong as such are rare. */
export const CONFIGURATIONS = fc
  .tuple(CONFIGURATION, fc.integer({ min: 1, max: 20 }))
  .map(([{ "env.A": literal, nope, ...rest }, chance]): Record<string, unknown> => ({
    ...rest,
    ...(chance === 1 && { "env.A": literal }),
    ...(chance === 2 && { nope }),
  }));
