import { delimiter } from "node:path";
import { Provider } from "@pulumi/kubernetes/provider";
import type { ComponentResource } from "@pulumi/pulumi";
import type { KubernetesConnection } from "./connection";

/**
 * A provider that keeps to one cluster. Pulumi stores its inputs with the stack, so a later update or `pulumi destroy`
 * reaches the same cluster, whatever the current context and `KUBECONFIG` are by then.
 */
export const createProvider = (
  name: string,
  { kubeconfig, context }: KubernetesConnection,
  parent: ComponentResource,
): Provider => {
  // The provider takes one path. Without any, it reads KUBECONFIG, which can list several; left undefined, the SDK would
  // pass it that list as if it were one path.
  const isOneFile = !kubeconfig.includes(delimiter);
  return new Provider(name, { context, kubeconfig: isOneFile ? kubeconfig : "" }, { parent });
};
