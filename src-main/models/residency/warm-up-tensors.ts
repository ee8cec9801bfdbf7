import type { ModelCard } from '../../contract/card.ts';
import type { TensorType } from '../../domain/tensor.ts';

/** How many tokens a text of the first run has where any number will do. */
const someTokens = 8;

/** The tensors of one run of a model, by its card; their elements do not matter. */
export function warmUpTensors(card: ModelCard): { name: string; type: TensorType; dims: number[] }[] {
  const rows = card.rowsPerRun ?? 1;
  return card.tensors.map((tensor) => {
    const { name, type } = tensor;
    if (tensor.kind === 'tokens') {
      const tokens = card.tokenizer?.padToMax ? card.tokenizer.maxTokens : someTokens;
      return { name, type, dims: [rows, tokens] };
    }
    if (tensor.kind === 'features') {
      const dims = tensor.dims ?? (tensor.shape === 'vector' ? [] : [tensor.features.length]);
      return { name, type, dims: [rows, ...dims] };
    }
    const channels = tensor.channels === 'L' ? 1 : 3;
    const { width, height } = tensor;
    const dims = tensor.layout === 'NCHW' ? [rows, channels, height, width] : [rows, height, width, channels];
    return { name, type, dims };
  });
}
