import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/program/settings";
import { addressOf } from "../../src/orchestrators/nomad/address";
import { NomadDeployment } from "../../src/orchestrators/nomad/deployment";
import { defaultProxyImage } from "../../src/orchestrators/nomad/proxyImage";

const config = new pulumi.Config();
const address = addressOf(new pulumi.Config("nomad").get("address"));
const { workload, image } = readSettings({ publicPort: 8082 });

const deployment = new NomadDeployment(workload.name, {
  workload,
  image,
  namespace: config.get("namespace") ?? process.env["NOMAD_NAMESPACE"] ?? "default",
  publicHost: config.get("publicHost") ?? address.hostname,
  proxyImage: config.get("proxyImage") ?? defaultProxyImage(process.env),
  mhzPerCore: config.getNumber("mhzPerCore", { min: 100, max: 10_000 }) ?? 2500,
  maxStopSeconds: config.getNumber("maxStopSeconds", { min: 1 }) ?? 30,
});

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
