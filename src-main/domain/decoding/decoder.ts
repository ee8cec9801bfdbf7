import type { ModelCard } from '../../contract/card.ts';
import { classificationDecoder } from './classification.ts';
import { detectionDecoder } from './detection.ts';
import type { Decoder } from './predictions.ts';
import { regressionDecoder } from './regression.ts';

/** @throws FailureError MODEL_INVALID when the card's outputs cannot be understood */
export function createDecoder({ outputs, tensors }: Pick<ModelCard, 'outputs' | 'tensors'>): Decoder {
  switch (outputs.kind) {
    case 'classification':
      return classificationDecoder(outputs);
    case 'regression':
      return regressionDecoder(outputs);
    case 'detection':
      return detectionDecoder(outputs, tensors);
  }
}
