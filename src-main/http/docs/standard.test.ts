import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { modelCardSchema } from '../../contract/card.ts';
import { openApiDocument } from './document.ts';

test('the description is what OpenAPI 3.1 says it must be', async () => {
  const cards = ['flight-delay', 'fraud', 'credit-risk', 'page-layout', 'review-sentiment'].map((name) => {
    const file = new URL(`../../../models/${name}/card.json`, import.meta.url);
    return modelCardSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  });
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    JSON.parse(JSON.stringify(openApiDocument({ version: '1.2.3', cards }))),
  );
  expect({ valid, errors, version: validator.version }).toEqual({
    valid: true,
    errors: undefined,
    version: '3.1',
  });
});
