import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSlots } from './slots.ts';

it('holds what a set would hold', () => {
  const steps = fc.array(fc.oneof(fc.constant('put' as const), fc.nat({ max: 20 })), { maxLength: 100 });
  fc.assert(
    fc.property(steps, (all) => {
      const slots = createSlots<{ id: number }>();
      const plain = new Set<{ id: number }>();
      const slotOf = new Map<object, number>();
      for (const [id, step] of all.entries()) {
        if (step === 'put') {
          const item = { id };
          plain.add(item);
          slotOf.set(item, slots.put(item));
        } else {
          const item = [...plain][step % Math.max(1, plain.size)];
          if (!item) continue;
          plain.delete(item);
          slots.free(slotOf.get(item) ?? -1);
        }
        expect(slots.size).toBe(plain.size);
        expect(new Set(slots)).toEqual(plain);
      }
    }),
  );
});

it('is not confused by what is freed twice or was never there', () => {
  const slots = createSlots<object>();
  const slot = slots.put({});
  slots.free(slot);
  slots.free(slot);
  slots.free(7);
  expect(slots.size).toBe(0);
  slots.put({});
  expect(slots.size).toBe(1);
});
