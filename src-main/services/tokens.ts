import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { failed } from '../contract/failure.ts';
import type { Token } from '../contract/server.ts';

/** A token as it is kept: by the SHA-256 of its secret, in hex. */
export interface KeptToken extends Token {
  digest: string;
}

/** Where tokens are kept. */
export interface TokenArchive {
  list(): Promise<KeptToken[]>;
  add(token: KeptToken): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  revoke(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Forgets those that were revoked. */
  clear(): Promise<void>;
  noteUsed(uses: { id: string; atMs: number }[]): Promise<void>;
}

/** The tokens of programs as the door asks for them: nothing here waits. */
export interface Keyring {
  /** Changes with every token that is made, revoked or restored: what was found before holds no longer. */
  readonly revision: number;
  /** The id of the token with this secret, or null; it takes the same time whether and where there is one. */
  find(secret: string): string | null;
  noteUse(id: string): void;
}

export interface Tokens extends Keyring {
  list(): Token[];
  /** @throws BAD_REQUEST for a name that another one has, or one token too many */
  create(name: string): Promise<{ token: Token; secret: string }>;
  /** @throws BAD_REQUEST for a name that another one has; TOKEN_NOT_FOUND */
  rename(id: string, name: string): Promise<void>;
  revoke(id: string): Promise<void>;
  /** One that got its name meanwhile keeps it too: an undo is never refused for that. */
  restore(id: string): Promise<void>;
  /** Notes what was not noted yet. */
  stop(): Promise<void>;
}

/** More are a mistake, and each costs every new connection a little. */
const mostTokens = 100;
/** The time of last use may be so old in the store, so that a flood of requests writes next to nothing. */
const noteEveryMs = 5_000;
const endingLength = 4;
/** Tells ours from other secrets, for people and for programs that look for leaked ones. */
const prefix = 'fd_';

/** Reads the tokens, and forgets those that were revoked before the last end of the program. */
export async function openTokens(options: {
  archive: TokenArchive;
  nowMs(): number;
  /** Told after every change, and of last uses once they are noted. */
  onChange(): void;
  /** Told when something could not be written that nobody waits for. */
  onTrouble(thrown: unknown): void;
}): Promise<Tokens> {
  const { archive, nowMs, onChange, onTrouble } = options;
  await archive.clear();
  const good = new Map((await archive.list()).map((token) => [token.id, token]));
  const revoked = new Map<string, KeptToken>();
  const used = new Map<string, number>();
  let revision = 0;
  let noting: NodeJS.Timeout | null = null;

  const changed = (): void => {
    revision += 1;
    onChange();
  };
  const known = (id: string): KeptToken => {
    const token = good.get(id);
    if (!token) throw failed('TOKEN_NOT_FOUND', 'There is no such token; it may have been revoked.');
    return token;
  };
  const refuseTaken = (name: string, byOthersThan: string | null): void => {
    for (const { id, name: taken } of good.values()) {
      if (taken !== name || id === byOthersThan) continue;
      throw failed(
        'BAD_REQUEST',
        `There is a token "${name}" already; choose another name, or revoke that one.`,
        {
          details: { field: 'name' },
        },
      );
    }
  };
  const noteNow = async (): Promise<void> => {
    if (noting) clearTimeout(noting);
    noting = null;
    if (used.size === 0) return;
    const uses = [...used].map(([id, atMs]) => ({ id, atMs }));
    used.clear();
    onChange();
    await archive.noteUsed(uses);
  };

  return {
    get revision() {
      return revision;
    },
    find(secret) {
      const wanted = createHash('sha256').update(secret).digest();
      let found: string | null = null;
      for (const { id, digest } of good.values()) {
        if (timingSafeEqual(Buffer.from(digest, 'hex'), wanted)) found = id;
      }
      return found;
    },
    noteUse(id) {
      const token = good.get(id);
      if (!token) return;
      token.lastUsedAtMs = nowMs();
      used.set(id, token.lastUsedAtMs);
      noting ??= setTimeout(() => void noteNow().catch(onTrouble), noteEveryMs).unref();
    },
    list: () => [...good.values()].map(shown),
    async create(name) {
      refuseTaken(name, null);
      if (good.size >= mostTokens) {
        throw failed(
          'BAD_REQUEST',
          `There are ${good.size} tokens; revoke one that is not used any more first.`,
        );
      }
      const secret = prefix + randomBytes(32).toString('base64url');
      const token: KeptToken = {
        id: randomUUID(),
        name,
        digest: createHash('sha256').update(secret).digest('hex'),
        ending: secret.slice(-endingLength),
        createdAtMs: nowMs(),
        lastUsedAtMs: null,
      };
      await archive.add(token);
      good.set(token.id, token);
      changed();
      return { token: shown(token), secret };
    },
    async rename(id, name) {
      const token = known(id);
      refuseTaken(name, id);
      await archive.rename(id, name);
      token.name = name;
      changed();
    },
    async revoke(id) {
      const token = known(id);
      // At once, whatever the store takes or says; a start after a failed write would let it in again, so that is told.
      good.delete(id);
      revoked.set(id, token);
      changed();
      await archive.revoke(id);
    },
    async restore(id) {
      const token = revoked.get(id);
      if (!token) throw failed('TOKEN_NOT_FOUND', 'This token cannot be restored any more; make a new one.');
      await archive.restore(id);
      revoked.delete(id);
      good.set(id, token);
      changed();
    },
    stop: noteNow,
  };
}

function shown({ id, name, ending, createdAtMs, lastUsedAtMs }: KeptToken): Token {
  return { id, name, ending, createdAtMs, lastUsedAtMs };
}
