import type { Input } from "@pulumi/pulumi";

/** What a resource's constructor takes for the inputs that its provider receives. */
export type Args<Inputs> = { [Key in keyof Inputs]: Input<Inputs[Key]> };
