import type { Breakages } from "../../kit";
import { twice } from "../../../proof/twice";

export const marathon: Breakages = {
  ":App": [
    ["app.id", "Podium"],
    ["app.id"],
    ["app.cpus", 0],
    ["app.networks.0.mode", "bridge"],
    ["app.container.type", "PODMAN"],
    ["app.container.docker.image", ""],
    ["app.container.portMappings.0.protocol", "http"],
    ["app.container.portMappings.0.containerPort", 65536],
    ["app.container.portMappings.0.name", "metrics"],
    ["app.container.portMappings", twice],
    ["app.container.docker.parameters", twice],
    ["app.healthChecks.0.protocol", "GRPC"],
    ["app.healthChecks.0.portIndex", 1],
    ["app.healthChecks.0.maxConsecutiveFailures", 0],
    ["app.readinessChecks.0.portName", "metrics"],
    ["app.readinessChecks.0.timeoutSeconds", 2],
    ["app.readinessChecks.0.httpStatusCodesForReady", []],
    ["app.readinessChecks.0.httpStatusCodesForReady", twice],
    ["app.upgradeStrategy.maximumOverCapacity", 1.5],
    ["app.upgradeStrategy", { minimumHealthCapacity: 1, maximumOverCapacity: 0 }],
    ["app.killSelection", "ANY"],
    ["app.backoffFactor", 0.5],
    ["app.unreachableStrategy.inactiveAfterSeconds", 60],
    ["app.constraints.0.1", "SPREAD"],
    ["app.labels", { "podium-stack": null }],
    ["app.env.PORT", 8080],
    ["url", "marathon"],
  ],
};
