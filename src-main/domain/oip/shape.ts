/** More dimensions than any operator of ONNX has use for. */
export const mostDims = 32;

/** Whether something in a body can be a length, or a number of bytes. */
export function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Elements of a shape that somebody claims; no safe integer where they are too many. */
export function claimedElements(dims: readonly number[]): number {
  return dims.includes(0) ? 0 : dims.reduce((product, dim) => product * dim, 1);
}
