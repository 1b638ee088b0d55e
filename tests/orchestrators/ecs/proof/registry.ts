import { z } from "zod";
import { tags } from "./tags";
import type { Proof } from "../../../proof/proof";

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const repository = z.strictObject({
  name: z
    .string()
    .min(2)
    .max(256)
    .regex(/^(?=[a-z])([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/, "not a repository's name"),
  imageTagMutability: z.enum(["MUTABLE", "IMMUTABLE"]),
  forceDelete: z.boolean(),
  tags,
});

/** Amazon's registry, in the terms of the AWS provider, with the limits of AWS's API. */
export const registry: Proof["bodies"] = {
  "aws:ecr/repository:Repository": (content) => [{ content, rules: repository }],
};
