/** Enough to know the file by. In bytes it is at most 200, which leaves room for what is added where names end at 255. */
const mostCharacters = 50;
const pattern = /^\.(?<name>.+)\.[0-9a-z]+-[0-9a-f]{8}\.partial(?:\.[.a-z]+)?$/su;

/** Working files that may stand beside a partial one, by what is added to its name. */
export const besidePartial: readonly string[] = ['.json', '.rows.csv', '.spill'];

/** What an output is called until it is complete: hidden, beside its final place, and told apart by its job. */
export function partialName(outputName: string, jobId: string): string {
  return `.${shortened(outputName)}.${jobId}.partial`;
}

/** The name that messages use for a file: that of the output where it is a working file of one. */
export function finalName(fileName: string): string {
  return pattern.exec(fileName)?.groups?.name ?? fileName;
}

function shortened(name: string): string {
  const characters = Array.from(name);
  return characters.length <= mostCharacters ? name : `${characters.slice(0, mostCharacters).join('')}…`;
}
