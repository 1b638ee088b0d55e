import type { Container } from "../../../policies/containers";
import { plainVariables, type Variable } from "../variables";

interface SecurityContext {
  runAsUser?: number;
}

interface Deployment {
  spec?: {
    template?: {
      spec?: {
        securityContext?: SecurityContext;
        containers?: {
          name: string;
          image?: string;
          securityContext?: SecurityContext;
          resources?: { limits?: { cpu?: string; memory?: string } };
          livenessProbe?: object;
          env?: Variable[];
        }[];
      };
    };
  };
}

/** The containers of a Deployment's pods. */
export function kubernetes(props: Record<string, unknown>): Container[] {
  const pod = (props as Deployment).spec?.template?.spec;
  return (pod?.containers ?? []).map(({ name, image, securityContext, resources, livenessProbe, env }) => ({
    name,
    image,
    // A container's own setting goes before its pod's.
    user: (securityContext?.runAsUser ?? pod?.securityContext?.runAsUser)?.toString(),
    cpu: resources?.limits?.cpu,
    memory: resources?.limits?.memory,
    healthCheck: livenessProbe !== undefined,
    env: plainVariables(env),
  }));
}
