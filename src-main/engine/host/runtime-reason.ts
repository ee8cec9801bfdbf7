import { basename } from 'node:path';

/**
 * Why onnxruntime refused a model, the reason first: without the path of the file, the place in the runtime's own
 * sources and the names of all tensors of the node that it is about. The wording is that of onnxruntime 1.30.
 */
export function runtimeReason(error: unknown, modelPath: string): string {
  const said = (error instanceof Error ? error.message : String(error))
    .replaceAll(modelPath, basename(modelPath))
    .replace(`Load model from ${basename(modelPath)} failed:`, '')
    .replace(/^\/onnxruntime_src\/\S+ [^(]*\([^)]*\) (?=\S)/u, '')
    .trim();
  const reasonAt = said.lastIndexOf(errorMark);
  const node = reasonAt < 0 ? null : nodeIn(said.slice(0, reasonAt));
  if (node === null) return said;
  return `${said.slice(reasonAt + errorMark.length).replace(/\.$/u, '')} (in the node ${node}).`;
}

const errorMark = ' , Error ';

/** `In Node, ("name", Operator, "domain", -1) : ("a": tensor(float),) -> ("b": tensor(float),)` in a few words. */
function nodeIn(text: string): string | null {
  const [, name = '', operator = ''] = /In Node, \("([^"]*)", ([^,\s]+), /u.exec(text) ?? [];
  if (operator === '') return null;
  const inputs = text.slice(text.indexOf(') : ('), text.lastIndexOf(') -> ('));
  const count = inputs.match(/"[^"]*": /gu)?.length ?? 0;
  return `${operator}${name === '' ? '' : ` "${name}"`} with ${count} ${count === 1 ? 'input' : 'inputs'}`;
}
