/** Rows shown as text in a description. */
export const previewRows = 50;
/** A description looks at no more than this much of a file. */
export const surveyBytes = 4 * 1024 * 1024;
export const surveyRows = 50_000;

const previewCharacters = 1000;

/** A cell's text for a preview: a very long one is cut, as a description crosses processes and is looked at. */
export function previewCell(text: string): string {
  return text.length > previewCharacters ? `${text.slice(0, previewCharacters)}…` : text;
}
