import { InvalidConfig, type Problem } from "../../workload/problems";
import type { Workload } from "../../workload/workload";
import { ruleAgainst } from "./values";
import { isXmlText } from "./xml";

/**
 * Refuses what the contract allows and Service Fabric cannot express. The values of secrets are unknown here: the
 * application's provider checks them.
 * @throws InvalidConfig that lists every problem.
 */
export function checkWorkload(workload: Workload): void {
  const { publicPort, env, registryCredentials } = workload;
  const problems = [
    ...portProblems(publicPort),
    ...nameProblems(workload),
    ...listProblems(workload),
    ...Object.entries(env).flatMap(([name, value]) => valueProblems(`podium:env.${name}`, value)),
    ...valueProblems("podium:registryCredentials.username", registryCredentials?.username ?? ""),
  ];
  if (problems.length) throw new InvalidConfig(problems);
}

function portProblems(publicPort: number): Problem[] {
  if (publicPort !== 19000 && publicPort !== 19080) return [];
  const rule =
    "must be a port that is free on every node, so not 19000 or 19080, which are Service Fabric's own";
  return [{ key: "podium:publicPort", value: publicPort, rule }];
}

/** What Podium itself sets on every instance. */
const OWN = /^(PORT|PODIUM_.*)$/;

/**
 * To Service Fabric, names of environment variables and of parameters that differ only in case are the same: see
 * `EnvironmentMap` in https://github.com/microsoft/service-fabric/blob/master/src/prod/src/Common/Environment.h and
 * `InitializeAndValidateApplicationParameters` in
 * https://github.com/microsoft/service-fabric/blob/master/src/prod/src/managed/Api/src/System/Fabric/Management/ImageBuilder/ApplicationTypeContext.cs
 */
function nameProblems({ env, secrets }: Workload): Problem[] {
  const seen = new Map<string, string>();
  const names = [
    ...Object.keys(env).map((name) => ({ name, key: `podium:env.${name}` })),
    ...Object.keys(secrets).map((name) => ({ name, key: `podium:secrets.${name}` })),
  ];
  return names.flatMap(({ name, key }) => {
    const upper = name.toUpperCase();
    const other = OWN.test(upper) ? upper : (seen.get(upper) ?? name);
    seen.set(upper, name);
    if (other === name) return [];
    const rule = `differs only in case from ${other}, which is the same environment variable to Service Fabric`;
    return [{ key, rule, isWrongKey: true }];
  });
}

function listProblems({ command = [], args = [] }: Workload): Problem[] {
  const rule =
    "must not contain a comma, at which Service Fabric splits the list, control characters, or white space at one of its ends";
  return Object.entries({ command, args }).flatMap(([key, list]) =>
    list.flatMap((value, index) =>
      value.includes(",") || value.trim() !== value || !isXmlText(value)
        ? [{ key: `podium:${key}[${index}]`, value, rule }]
        : [],
    ),
  );
}

function valueProblems(key: string, value: string): Problem[] {
  const rule = ruleAgainst(value);
  return rule === undefined ? [] : [{ key, value: "[secret]", rule }];
}
