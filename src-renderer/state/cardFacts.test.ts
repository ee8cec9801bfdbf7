import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import flightDelay from '../../models/flight-delay/card.json' with { type: 'json' };
import { type ModelCard, modelCardSchema } from '../../src-main/contract/index.ts';
import { calibrationOf, freeFacts, heldOutWords, licenceOf, metricsOf, trainingRows } from './cardFacts.ts';

const card = modelCardSchema.parse(flightDelay);
const bare: ModelCard = {
  ...card,
  metrics: undefined,
  licence: undefined,
  provenance: undefined,
  profile: undefined,
};

describe('the figures of a card', () => {
  it('are those of the bundled model, the first to look at first', () => {
    const [first, ...rest] = metricsOf(card);
    expect(first).toMatchObject({ name: 'AUC', value: '0.9014' });
    expect(rest.map((one) => one.id)).toEqual(['accuracy', 'brier', 'logLoss', 'positiveShare']);
    expect(heldOutWords(card)).toBe('53,934 rows, 2013-11-01 to 2013-12-31');
    expect(calibrationOf(card)).toHaveLength(10);
    expect(trainingRows(card)).toBe(217_727);
    expect(licenceOf(card)).toEqual({ model: 'MIT', data: 'CC0-1.0 (nycflights13)' });
  });

  it('are none where the card has none', () => {
    expect(metricsOf(bare)).toEqual([]);
    expect(heldOutWords(bare)).toBeNull();
    expect(calibrationOf(bare)).toEqual([]);
    expect(trainingRows(bare)).toBeNull();
    expect(licenceOf(bare)).toBeNull();
  });

  it('name what is not known by its key', () => {
    const metrics = { heldOut: { images: 500, meanOverlap: 0.71, map50: 0.5, note: 'text', from: '2024' } };
    const one = { ...bare, metrics };
    expect(metricsOf(one).map(({ name, value }) => [name, value])).toEqual([
      ['mAP at 0.5', '0.5000'],
      ['Mean overlap', '0.71'],
    ]);
    expect(heldOutWords(one)).toBe('500 images, 2024');
  });

  it('are read from anything without a throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (metrics, licence, provenance) => {
        for (const one of [
          { ...bare, metrics, licence, provenance },
          { ...bare, metrics: { heldOut: metrics } },
          { ...bare, metrics: { heldOut: { calibration: metrics } } },
        ]) {
          for (const { value } of metricsOf(one)) expect(typeof value).toBe('string');
          for (const bin of calibrationOf(one)) expect(bin.rows).toBeGreaterThan(0);
          heldOutWords(one);
          licenceOf(one);
          trainingRows(one);
          for (const fact of freeFacts(provenance)) expect(fact.value).not.toBe('');
        }
      }),
    );
  });
});

it('says free parts of a card by their path', () => {
  expect(freeFacts({ data: 'flights', rows: { train: 2454, heldOut: 2000 }, tags: ['a', 2] })).toEqual([
    { name: 'Data', value: 'flights' },
    { name: 'Rows, train', value: '2,454' },
    { name: 'Rows, held out', value: '2,000' },
    { name: 'Tags', value: 'a, 2' },
  ]);
  expect(freeFacts('MIT')).toEqual([{ name: 'Says', value: 'MIT' }]);
  expect(freeFacts(null)).toEqual([]);
});
