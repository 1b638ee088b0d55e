import type { ContainerPolicy, StackPolicy } from "../policy";
import { healthCheck } from "./healthCheck";
import { imageByDigest } from "./imageByDigest";
import { limits } from "./limits";
import { noPlainSecret } from "./noPlainSecret";
import { nonRoot } from "./nonRoot";
import { onlyTheEndpoint } from "./onlyTheEndpoint";

/** The one list of policies about containers. */
export const CONTAINER_POLICIES: ContainerPolicy[] = [
  imageByDigest,
  nonRoot,
  limits,
  healthCheck,
  noPlainSecret,
];

/** The one list of policies about whole stacks. */
export const STACK_POLICIES: StackPolicy[] = [onlyTheEndpoint];
