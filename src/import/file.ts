import { Document, isMap, isScalar, type Pair, Scalar, visit } from "yaml";
import { DESCRIPTIONS } from "../workload/keys";
import type { Draft } from "./draft";

/** Names that YAML would take for something else. */
const NOT_TEXT = /^(null|true|false)$/i;

/** Longer comments belong in the table. */
const LONGEST_COMMENT = 160;

/**
 * The workload file of a draft, with comments that say why each value is what it is.
 * @param schema the path of its JSON Schema, from the file's folder.
 * @param source what it was made from.
 */
export function workloadFileText({ values, comments }: Draft, source: string, schema: string): string {
  const order = [...new Set(Object.keys(DESCRIPTIONS).map((key) => key.split(".")[0]!))];
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const keys = Object.keys(values).sort((one, other) => rank(one) - rank(other));
  const document = new Document(Object.fromEntries(keys.map((key) => [key, values[key]])));
  visit(document, {
    Pair(_, pair, path) {
      const key = pair.key as Scalar<string>;
      if (NOT_TEXT.test(key.value)) key.type = Scalar.QUOTE_DOUBLE;
      const outer = [...path].reverse().find((each): each is Pair<Scalar<string>> => "key" in each);
      comment(
        pair as Pair<Scalar<string>>,
        comments.get(outer ? `${outer.key.value}.${key.value}` : key.value),
      );
    },
    // Text like 0755 or 2026-01-01 would be read as something else.
    Scalar(_, node, path) {
      if (typeof node.value !== "string" || node.type) return;
      const isKey = path.some((each) => "key" in each && each.key === node);
      if (!isKey && !/^(?!(?:null|true|false)$)[a-z][a-z\d./:@-]*$/.test(node.value))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  document.commentBefore = ` yaml-language-server: $schema=${schema}`;
  const body = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  const [first, ...rest] = body.split("\n");
  return [
    first,
    "",
    `# The workload, for all stacks: made from ${oneLine(source)} by podium import, which said what got lost.`,
    ...rest.join("\n").trimStart().split("\n"),
  ].join("\n");
}

function comment(pair: Pair<Scalar<string>>, text: string | undefined): void {
  if (!text) return;
  const line = ` ${oneLine(text).slice(0, LONGEST_COMMENT)}`;
  if (isScalar(pair.value)) pair.value.comment = line;
  else if (isMap(pair.value) || pair.key) pair.key.comment = undefined;
  if (!isScalar(pair.value)) pair.key.commentBefore = line;
}

/** A comment ends with its line. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
