import type { ThemedToken } from "shiki";

/** A piece of a line; pieces of the same colours share a CSS class. */
export interface Piece {
  text: string;
  /** Undefined if the text has the page's own colour. */
  style?: string;
}

export interface Highlighter {
  lines(code: string): Piece[][];
  /** The CSS rules of all classes used so far. */
  css(): string;
}

/** Colours of plain text, which needs no class. */
const PLAIN = ["#1f2328", "#e6edf3"];

/**
 * Loads Shiki, which has VS Code's grammars, with its JavaScript engine: no WebAssembly to load. Classes instead of its
 * inline styles keep the page small and let CSS alone choose between light and dark.
 */
export async function loadHighlighter(): Promise<Highlighter> {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }, ...data] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
    import("shiki/langs/typescript.mjs"),
    import("shiki/themes/github-light-default.mjs"),
    import("shiki/themes/github-dark-default.mjs"),
  ]);
  const [typescript, light, dark] = data.map((each) => each.default);
  const shiki = await createHighlighterCore({
    langs: [typescript as never],
    themes: [light as never, dark as never],
    engine: createJavaScriptRegexEngine(),
  });
  const classes = new Map<string, string>();

  function styleOf({ htmlStyle }: ThemedToken): string | undefined {
    const colours = [htmlStyle?.["--light"], htmlStyle?.["--dark"]];
    if (!colours[0] || PLAIN.includes(colours[0].toLowerCase())) return undefined;
    const key = colours.join(" ");
    if (!classes.has(key)) classes.set(key, `k${classes.size}`);
    return classes.get(key);
  }

  return {
    lines(code) {
      const { tokens } = shiki.codeToTokens(code, {
        lang: "typescript",
        themes: { light: "github-light-default", dark: "github-dark-default" },
        defaultColor: false,
        cssVariablePrefix: "--",
      });
      return tokens.map((line) =>
        joined(line.map((token) => ({ text: token.content, style: styleOf(token) }))),
      );
    },
    css() {
      const rules = [...classes].map(([key, name]) => ({ name, colours: key.split(" ") }));
      const of = (index: number) =>
        rules.map(({ name, colours }) => `.${name}{color:${colours[index]}}`).join("");
      return `${of(0)}@media screen and (prefers-color-scheme:dark){${of(1)}}`;
    },
  };
}

/** Joins neighbours of the same class; spaces have no colour of their own. */
function joined(pieces: Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const before = result.at(-1);
    if (before && (before.style === piece.style || !piece.text.trim())) before.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}
