import { InvalidConfig, keyOfPart, type Problem } from "../../workload/problems";
import type { Workload } from "../../workload/workload";
import type { NomadArgs } from "./deployment";
import { REGISTRY_PASSWORD } from "./secrets";

/**
 * Refuses what the contract allows and Nomad cannot express.
 * @throws InvalidConfig that lists every problem.
 */
export function checkWorkload({ workload, maxStopSeconds }: NomadArgs): void {
  const problems = [
    ...portProblems(workload),
    ...stopProblems(workload, maxStopSeconds),
    ...signalProblems(workload),
    ...nameProblems(workload),
    ...loginProblems(workload),
    ...folderProblems(workload),
    ...headerProblems(workload),
  ];
  if (problems.length) throw new InvalidConfig(problems);
}

function portProblems({ publicPort }: Workload): Problem[] {
  if (publicPort >= 1024) return [];
  const rule = "must be 1024 to 65535, since the front door uses the nodes' own network without being root";
  return [{ key: "podium:publicPort", value: publicPort, rule }];
}

function stopProblems({ stopSeconds }: Workload, maxStopSeconds: number): Problem[] {
  if (stopSeconds <= maxStopSeconds) return [];
  const rule =
    `must not exceed ${maxStopSeconds}, the nodes' max_kill_timeout, which Nomad applies silently ` +
    "(if the nodes allow more, run `pulumi config set maxStopSeconds SECONDS`)";
  return [{ key: "podium:stopSeconds", value: stopSeconds, rule }];
}

/** Of the contract's signals, those that a node on Linux has in its attribute `os.signals`: it places no task with another. */
const SIGNALS =
  /^SIG(ABRT|ALRM|BUS|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|PROF|QUIT|SEGV|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|USR[12]|WINCH|XCPU|XFSZ)$/;

function signalProblems({ stopSignal }: Workload): Problem[] {
  if (stopSignal === undefined || SIGNALS.test(stopSignal)) return [];
  const rule =
    "must be a signal that Nomad knows, such as SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1 or SIGWINCH";
  return [{ key: "podium:stopSignal", value: stopSignal, rule }];
}

/**
 * A variable `node` keeps a task from starting, since Nomad's attributes have that name, too: `AllValues` in
 * https://github.com/hashicorp/nomad/blob/main/client/taskenv/env.go
 */
function nameProblems({ env, secrets, registryCredentials }: Workload): Problem[] {
  const rules: Record<string, string> = {
    node: "is a name that Nomad keeps for itself",
    ...(registryCredentials && { [REGISTRY_PASSWORD]: "is where the registry's password is" }),
  };
  return Object.entries({ env, secrets }).flatMap(([key, variables]) =>
    Object.keys(rules)
      .filter((name) => Object.hasOwn(variables, name))
      .map((name) => ({ key: `podium:${key}.${name}`, rule: rules[name]!, isWrongKey: true })),
  );
}

/** Where Nomad mounts folders of its own: https://developer.hashicorp.com/nomad/docs/concepts/filesystem */
const OWN_FOLDER = /^\/(alloc|local|secrets)(\/|$)/;

const folderProblems = ({ writable }: Workload): Problem[] =>
  writable.flatMap((value, index) =>
    OWN_FOLDER.test(value)
      ? [
          {
            key: `podium:writable[${index}]`,
            value,
            rule: "must not be in /alloc, /local or /secrets, which Nomad itself mounts",
          },
        ]
      : [],
  );

/** `interpolateMapStringSliceString` in https://github.com/hashicorp/nomad/blob/main/client/taskenv/services.go */
const headerProblems = ({ health, readiness }: Workload): Problem[] =>
  Object.entries({ health, readiness }).flatMap(([key, check]) =>
    Object.entries(check?.headers ?? {})
      .filter(([, value]) => value.includes("${"))
      .map(([name]) => ({
        key: keyOfPart(`podium:${key}.headers`, [name]),
        value: "[secret]",
        rule: "must not contain ${, which Nomad replaces",
      })),
  );

/** The driver's configuration is a template: https://developer.hashicorp.com/nomad/docs/reference/runtime-variable-interpolation */
function loginProblems({ registryCredentials }: Workload): Problem[] {
  if (!/[$%]\{/.test(registryCredentials?.username ?? "")) return [];
  const rule = "must not contain ${ or %{, which Nomad replaces";
  return [{ key: "podium:registryCredentials.username", value: "[secret]", rule }];
}
