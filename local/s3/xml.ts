/** One XML element: text, nested elements in order, or nothing for undefined. */
export type XmlValue = string | number | boolean | undefined | readonly XmlElement[];

/** A name and its content; repeated names are repeated elements. */
export type XmlElement = readonly [name: string, value: XmlValue];

/** An S3 reply document. */
export function xmlDocument(name: string, elements: readonly XmlElement[]): string {
  const content = elements.map(renderElement).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${name}>`;
}

/** The texts of all elements of one name, in order; enough for the flat requests S3 clients send. */
export function elementTexts(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}>([^<]*)</${name}>`, 'g');
  return Array.from(xml.matchAll(pattern), ([, text = '']) => unescapeXml(text));
}

function renderElement([name, value]: XmlElement): string {
  if (value === undefined) return '';
  const content = Array.isArray(value) ? value.map(renderElement).join('') : escapeXml(value);
  return `<${name}>${content}</${name}>`;
}

function escapeXml(value: XmlValue): string {
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

function unescapeXml(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
