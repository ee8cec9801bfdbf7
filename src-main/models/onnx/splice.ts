import { bytesHead, Fields, OnnxProblem, type Span, wireTypes } from './wire.ts';

/** Bytes that are at hand, or that lie in an open file. */
export type Piece = Uint8Array | { descriptor: number; offset: number; sizeBytes: number };

/** A field, tag included, and what stands in its place; nothing = it goes. */
export interface Edit {
  whole: Span;
  parts: Piece[];
}

export function pieceBytes(piece: Piece): number {
  return piece instanceof Uint8Array ? piece.length : piece.sizeBytes;
}

export function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + pieceBytes(piece), 0);
}

/**
 * A message with edits at any depth. Everything else keeps its bytes; the messages around an edit get a new length.
 * @returns pieces of the old buffer and the new parts between them
 */
export function splice(bytes: Buffer, message: Span, edits: readonly Edit[]): Piece[] {
  const sorted = [...edits].sort((a, b) => a.whole.from - b.whole.from);
  return spliced(bytes, message, sorted);
}

function spliced(bytes: Buffer, message: Span, edits: readonly Edit[]): Piece[] {
  const pieces: Piece[] = [];
  let copied = message.from;
  let next = 0;
  const fields = new Fields(bytes, message);
  while (next < edits.length && fields.next()) {
    const inside: Edit[] = [];
    for (let edit = edits[next]; edit && edit.whole.from < fields.to; edit = edits[++next]) inside.push(edit);
    const [first] = inside;
    if (!first) continue;
    pieces.push(bytes.subarray(copied, fields.start));
    copied = fields.to;
    if (first.whole.from === fields.start) pieces.push(...first.parts);
    else if (fields.wire === wireTypes.bytes) {
      const inner = spliced(bytes, fields.span(), inside);
      pieces.push(bytesHead(fields.number, sizeOf(inner)), ...inner);
    } else throw new OnnxProblem('an edit points into a number');
  }
  pieces.push(bytes.subarray(copied, message.to));
  return pieces.filter((piece) => pieceBytes(piece) > 0);
}
