/** Generated parts of a document, by name. They stand between the comments `<!-- NAME:begin -->` and `<!-- NAME:end -->`. */
export type Parts = Record<string, () => string>;

const PART = /(<!-- (\w+):begin -->\n)[^]*?(<!-- \2:end -->)/g;

/** A text with its generated parts up to date. */
export const fill = (text: string, parts: Parts): string =>
  text.replace(PART, (_all, begin: string, name: string, end: string) => {
    const part = parts[name];
    if (!part) throw new Error(`there is no generated part called ${name}`);
    return `${begin}\n${part()}\n\n${end}`;
  });
