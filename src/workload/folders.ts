import { z } from "zod";

/** Characters that need no escaping in any mount, option of a mount or template, and no segment `.` or `..`. */
const FOLDER = /^(\/(?!\.{1,2}(\/|$))[\w.@+-]+)+$/;
const LONGEST = 255;
const MOST = 10;

/** Folders of the kernel, of the container engine, and for secrets, where an instance gets them as files. */
const TAKEN = ["/proc", "/sys", "/dev", "/run/secrets"];

const isWithin = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}/`);

/** What is wrong with a folder that is named like one, given those before it; undefined if nothing is. */
function problemOf(folder: string, others: string[]): string | undefined {
  const taken = TAKEN.find((each) => isWithin(folder, each));
  if (taken) return `must not be in ${taken}`;
  if (isWithin(folder, "/tmp")) return "must not be /tmp, which is writable in any case, or in it";
  const other = others.find((each) => isWithin(folder, each) || isWithin(each, folder));
  return other && `must not be ${other}, nor in it or around it, since that is in the list, too`;
}

/** What `writable` must be. */
export const FOLDERS = `must be a list of at most ${MOST} absolute paths`;

/** Absolute paths of folders, none within another, nor where something else is mounted. */
export const folders = z
  .array(
    z
      .string("must be an absolute path")
      .regex(FOLDER, "must be an absolute path of letters, digits and . _ - + @, without a / at its end")
      .max(LONGEST, `must have at most ${LONGEST} characters`),
    FOLDERS,
  )
  .max(MOST, FOLDERS)
  .superRefine((all, context) => {
    for (const [index, folder] of all.entries()) {
      const message = problemOf(folder, all.slice(0, index));
      if (message) context.addIssue({ code: "custom", path: [index], message });
    }
  });
