/**
 * An XML element as data: a plain value is an attribute, an object a child element, an array several of that name;
 * undefined is left out.
 */
export interface XmlElement {
  /** The characters between the tags, unless there are child elements. */
  text?: string;
  [name: string]: string | number | boolean | XmlElement | XmlElement[] | undefined;
}

/** A document with its declaration, indented by two spaces a level. */
export function toXml(name: string, root: XmlElement): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${elementLines(name, root).join("\n")}\n`;
}

function elementLines(name: string, { text, ...rest }: XmlElement): string[] {
  const entries = Object.entries(rest).filter(([, value]) => value !== undefined);
  const attributes = entries
    .filter(([, value]) => typeof value !== "object")
    .map(([attribute, value]) => ` ${attribute}="${escapeXml(String(value))}"`)
    .join("");
  const children = entries.flatMap(([child, value]) =>
    typeof value === "object" ? [value].flat().flatMap((each) => elementLines(child, each)) : [],
  );
  const open = `<${name}${attributes}`;
  if (children.length) return [`${open}>`, ...children.map((line) => `  ${line}`), `</${name}>`];
  return [text === undefined ? `${open}/>` : `${open}>${escapeXml(text)}</${name}>`];
}

/** Escapes whitespace other than spaces, too: a parser would turn that of an attribute into spaces. */
function escapeXml(value: string): string {
  return value.replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Whether XML 1.0 can express a string: most control characters it cannot, escaped or not. */
export function isXmlText(value: string): boolean {
  // eslint-disable-next-line no-control-regex
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(value);
}
