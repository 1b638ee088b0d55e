// The providers of all three resources, to be serialized at once.
export { provider as applications } from "../../../src/orchestrators/service-fabric/application";
export { provider as versions } from "../../../src/orchestrators/service-fabric/applicationType";
export { provider as services } from "../../../src/orchestrators/service-fabric/service";
