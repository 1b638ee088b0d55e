import type { Container, PolicyReaders, Props } from "../policies";
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

interface Service {
  spec?: { type?: string; ports?: { port: number; nodePort?: number }[] };
}

export const policies: PolicyReaders = {
  containers: { "kubernetes:apps/v1:Deployment": containersOf },
  openings: { "kubernetes:core/v1:Service": portsOf },
};

/** The containers of a Deployment's pods. */
function containersOf(props: Props): Container[] {
  const pod = (props as Deployment).spec?.template?.spec;
  return (pod?.containers ?? []).map(({ name, image, securityContext, resources, livenessProbe, env }) => ({
    name,
    image,
    // A container's own setting takes precedence over its pod's.
    user: (securityContext?.runAsUser ?? pod?.securityContext?.runAsUser)?.toString(),
    cpu: resources?.limits?.cpu,
    memory: resources?.limits?.memory,
    healthCheck: livenessProbe !== undefined,
    env: plainVariables(env),
  }));
}

function portsOf(props: Props): (number | string)[] {
  const { type, ports = [] } = (props as Service).spec ?? {};
  if (type === "LoadBalancer") return ports.map(({ port }) => port);
  return type === "NodePort" ? ports.map(({ nodePort }) => nodePort ?? "any") : [];
}
