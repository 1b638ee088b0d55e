import { isXmlText } from "./xml";

/**
 * Why Service Fabric cannot pass a value on to a container as it is: "must not …", or undefined if it can. A node
 * replaces three values when it starts a container, see `GetWellKnownValue` in
 * https://github.com/microsoft/service-fabric/blob/master/src/prod/src/Hosting2/ApplicationHostProxy.cpp
 */
export function ruleAgainst(value: string): string | undefined {
  if (!isXmlText(value)) return "must not contain control characters or others that XML cannot carry";
  return /^@(PartitionId|ServiceName|ApplicationName)@$/i.test(value)
    ? "must not be @PartitionId@, @ServiceName@ or @ApplicationName@, which Service Fabric replaces"
    : undefined;
}
