/** A difference with its sign, which is a minus and no hyphen: `+0.41`, `−0.04`, `±0.000`. */
export function signed(text: string): string {
  if (Number(text.replaceAll(',', '')) === 0) return `±${text.replace('-', '')}`;
  return text.startsWith('-') ? text.replace('-', '−') : `+${text}`;
}
