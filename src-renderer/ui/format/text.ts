/** The first sentence of a text, for where only one fits. */
export function firstSentence(text: string): string {
  return /^.*?[.?!](?=\s|$)/u.exec(text)?.[0] ?? text;
}
