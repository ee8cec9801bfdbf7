import type { ImportFinding } from '../../contract/models.ts';
import { attributesOf } from './attributes.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';
import type { Edit } from './splice.ts';
import { allNodes } from './walk.ts';
import { bytesHead, Fields, messageField, textField, varintField, wireTypes } from './wire.ts';

const everywhere = 'C.UTF-8';

/**
 * Text vectorisers without a locale want en_US.UTF-8 on Linux, and where that is not installed the model does not load.
 * C.UTF-8 is always there and lowers letters alike.
 */
export function setLocale(
  model: OnnxModel,
  platform: NodeJS.Platform,
): { edits: Edit[]; findings: ImportFinding[] } {
  const edits: Edit[] = [];
  if (platform !== 'linux') return { edits, findings: [] };
  for (const node of allNodes(model)) {
    if (node.operator !== 'StringNormalizer' || node.domain !== '') continue;
    const locale = attributesOf(model, node).text('locale');
    if (locale === null || /^en_US\b/u.test(locale)) edits.push(withLocale(model.bytes, node));
  }
  const findings: ImportFinding[] =
    edits.length === 0
      ? []
      : [
          {
            level: 'changed',
            title: 'Locale',
            text: `texts are lowered by the rules of ${everywhere}, which every Linux has`,
          },
        ];
  return { edits, findings };
}

function withLocale(bytes: Buffer, node: OnnxNode): Edit {
  const outer = new Fields(bytes, node.whole);
  outer.next();
  const parts: Uint8Array[] = [];
  const fields = new Fields(bytes, outer.span());
  while (fields.next()) {
    const isOld = node.attributes.some(
      ({ name, message }) =>
        name === 'locale' && fields.wire === wireTypes.bytes && message.from === fields.from,
    );
    if (!isOld) parts.push(bytes.subarray(fields.start, fields.to));
  }
  const stringType = 3;
  parts.push(messageField(5, textField(1, 'locale'), textField(4, everywhere), varintField(20, stringType)));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return { whole: node.whole, parts: [bytesHead(outer.number, length), ...parts] };
}
