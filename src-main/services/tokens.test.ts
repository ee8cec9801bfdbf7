import { beforeEach, expect, test, vi } from 'vitest';
import { type KeptToken, openTokens, type TokenArchive, type Tokens } from './tokens.ts';

/** Keeps what it is told, as the store does. */
function memoryArchive() {
  const kept = new Map<string, KeptToken & { revoked: boolean }>();
  const writes: { id: string; atMs: number }[][] = [];
  const change = (id: string, more: Partial<KeptToken & { revoked: boolean }>): void => {
    const token = kept.get(id);
    if (token) kept.set(id, { ...token, ...more });
  };
  const archive: TokenArchive = {
    list: async () => [...kept.values()].filter(({ revoked }) => !revoked),
    add: async (token) => void kept.set(token.id, { ...token, revoked: false }),
    rename: async (id, name) => change(id, { name }),
    revoke: async (id) => change(id, { revoked: true }),
    restore: async (id) => change(id, { revoked: false }),
    clear: async () => {
      for (const { id, revoked } of kept.values()) if (revoked) kept.delete(id);
    },
    noteUsed: async (uses) => {
      writes.push(uses);
      for (const { id, atMs } of uses) change(id, { lastUsedAtMs: atMs });
    },
  };
  return { archive, kept, writes };
}

let memory: ReturnType<typeof memoryArchive>;
let nowMs: number;
let changes: number;
const open = (): Promise<Tokens> =>
  openTokens({
    archive: memory.archive,
    nowMs: () => nowMs,
    onChange: () => {
      changes += 1;
    },
    onTrouble: (thrown) => {
      throw thrown;
    },
  });
beforeEach(() => {
  memory = memoryArchive();
  nowMs = 1_000;
  changes = 0;
});

test('a secret is told once and kept by its digest alone', async () => {
  const tokens = await open();
  const { token, secret } = await tokens.create('CI');
  expect(secret).toMatch(/^fd_[\w-]{43}$/u);
  expect(token).toEqual({
    id: token.id,
    name: 'CI',
    ending: secret.slice(-4),
    createdAtMs: 1_000,
    lastUsedAtMs: null,
  });
  expect(JSON.stringify([...memory.kept])).not.toContain(secret);
  expect(tokens.find(secret)).toBe(token.id);
  for (const wrong of ['', secret.slice(1), `${secret} `, token.ending, token.id]) {
    expect(tokens.find(wrong)).toBeNull();
  }
  expect((await open()).find(secret)).toBe(token.id);
});

test('a revoked one opens nothing from that moment, before the store has said a word; the undo lasts until the end', async () => {
  const tokens = await open();
  const { token, secret } = await tokens.create('CI');
  const before = tokens.revision;
  const revoking = tokens.revoke(token.id);
  expect(tokens.find(secret)).toBeNull();
  expect(tokens.revision).not.toBe(before);
  await revoking;
  expect(tokens.list()).toEqual([]);
  await expect(tokens.revoke(token.id)).rejects.toMatchObject({ failure: { code: 'TOKEN_NOT_FOUND' } });
  await expect(tokens.rename(token.id, 'x')).rejects.toMatchObject({ failure: { code: 'TOKEN_NOT_FOUND' } });
  await tokens.restore(token.id);
  expect(tokens.find(secret)).toBe(token.id);
  await tokens.rename(token.id, 'Build');
  expect(tokens.list()).toMatchObject([{ name: 'Build' }]);
  await tokens.revoke(token.id);
  const again = await open();
  expect(memory.kept.size).toBe(0);
  await expect(again.restore(token.id)).rejects.toMatchObject({ failure: { code: 'TOKEN_NOT_FOUND' } });
});

test('10,000 uses are one write', async () => {
  vi.useFakeTimers();
  try {
    const tokens = await open();
    const { token } = await tokens.create('CI');
    changes = 0;
    for (nowMs = 2_000; nowMs < 12_000; nowMs += 1) tokens.noteUse(token.id);
    expect(tokens.list()).toMatchObject([{ lastUsedAtMs: 11_999 }]);
    expect([memory.writes.length, changes]).toEqual([0, 0]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(memory.writes).toEqual([[{ id: token.id, atMs: 11_999 }]]);
    expect(changes).toBe(1);
    tokens.noteUse(token.id);
    await tokens.stop();
    expect(memory.writes).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(memory.writes).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

test('there is an end to how many there are', async () => {
  const tokens = await open();
  for (let made = 0; made < 100; made += 1) await tokens.create(String(made));
  await expect(tokens.create('one more')).rejects.toMatchObject({ failure: { code: 'BAD_REQUEST' } });
});

test('a name says which program it is', async () => {
  const tokens = await open();
  const { token } = await tokens.create('CI');
  const { token: other } = await tokens.create('Build');
  const taken = { failure: { code: 'BAD_REQUEST', details: { field: 'name' } } };
  await expect(tokens.create('CI')).rejects.toMatchObject(taken);
  await expect(tokens.rename(other.id, 'CI')).rejects.toMatchObject(taken);
  await tokens.rename(token.id, 'CI');
  await tokens.revoke(token.id);
  await tokens.rename(other.id, 'CI');
  await tokens.restore(token.id);
  expect(tokens.list().map(({ name }) => name)).toEqual(['CI', 'CI']);
});
