import type { OnnxNode } from './model-view.ts';
import { bytesHead, Fields } from './wire.ts';

/** A node's field without some of its parts and with others behind. */
export function editNode(
  bytes: Buffer,
  node: OnnxNode,
  keeps: (field: Fields) => boolean,
  added: readonly Buffer[],
): Uint8Array[] {
  const outer = new Fields(bytes, node.whole);
  outer.next();
  const parts: Uint8Array[] = [];
  const fields = new Fields(bytes, outer.span());
  while (fields.next()) if (keeps(fields)) parts.push(bytes.subarray(fields.start, fields.to));
  parts.push(...added);
  return [
    bytesHead(
      outer.number,
      parts.reduce((sum, part) => sum + part.length, 0),
    ),
    ...parts,
  ];
}
