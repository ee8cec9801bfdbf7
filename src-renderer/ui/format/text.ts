/** The first sentence of a text, for where only one fits. */
export function firstSentence(text: string): string {
  return /^.*?[.?!](?=\s|$)/u.exec(text)?.[0] ?? text;
}

/** Host and port of an address, or the address where it is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** A text of any length, such as a picture's, cut to what can be looked at; the cut is marked. */
export function cut(text: string, most = 400): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

/** Cut in its middle, as names that were made up after one pattern differ at their ends. @param most characters in all */
export function cutMiddle(text: string, most: number): string {
  const letters = Array.from(text);
  if (letters.length <= most) return text;
  const tail = Math.floor(most / 3);
  return `${letters.slice(0, most - tail - 1).join('')}…${letters.slice(-tail).join('')}`;
}
