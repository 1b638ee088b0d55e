import { z } from "zod";

const TEXT = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html#tag-restrictions */
export const tags = z
  .record(
    z.string().regex(new RegExp(`^(?!aws:)${TEXT}{1,128}$`, "iu"), "not a tag's key"),
    z.string().regex(new RegExp(`^${TEXT}{0,256}$`, "u"), "not a tag's value"),
  )
  .refine((all) => Object.keys(all).length <= 50, "has more than 50 tags");
