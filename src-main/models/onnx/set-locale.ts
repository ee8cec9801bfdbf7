import type { ImportFinding } from '../../contract/models.ts';
import { attributesOf } from './attributes.ts';
import { editNode } from './edit-node.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';
import type { Edit } from './splice.ts';
import { allNodes } from './walk.ts';
import { messageField, textField, varintField } from './wire.ts';

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
  const old = node.attributes.find(({ name }) => name === 'locale');
  const stringType = 3;
  const locale = messageField(
    5,
    textField(1, 'locale'),
    textField(4, everywhere),
    varintField(20, stringType),
  );
  return {
    whole: node.whole,
    parts: editNode(bytes, node, ({ number, from }) => number !== 5 || from !== old?.message.from, [locale]),
  };
}
