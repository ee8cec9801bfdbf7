const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

/** Whether a text is a decimal number, as cells of a file are read: `0x10`, which JavaScript takes for 16, is none. */
export function isDecimal(text: string): boolean {
  return decimal.test(text);
}

/** The same text with the minus sign that figures are shown with (U+2212) as the one that is typed. */
export function withPlainMinus(text: string): string {
  return text.replaceAll('\u2212', '-');
}
