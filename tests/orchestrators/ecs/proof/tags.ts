import { z } from "zod";

const TEXT = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html#tag-restrictions */
export const tags = z
  .record(
    z.string().regex(new RegExp(`^(?!aws:)${TEXT}{1,128}$`, "iu"), "no key of a tag"),
    z.string().regex(new RegExp(`^${TEXT}{0,256}$`, "u"), "no value of a tag"),
  )
  .refine((all) => Object.keys(all).length <= 50, "more than 50 tags");
