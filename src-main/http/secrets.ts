import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as text that is safe in a URL, a cookie and a header. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Secrets known by their digest alone, the oldest forgotten when there are more than `most`. */
export interface SecretSet {
  add(secret: string): void;
  /** Takes the same time whether and where it matches. */
  has(candidate: string): boolean;
  /** `has`, and forgets it: true once for each secret. */
  take(candidate: string): boolean;
}

export function secretSet(most: number): SecretSet {
  const digests: Buffer[] = [];
  const find = (candidate: string): number => {
    const wanted = digest(candidate);
    let found = -1;
    for (const [index, known] of digests.entries()) if (timingSafeEqual(known, wanted)) found = index;
    return found;
  };
  return {
    add(secret) {
      digests.push(digest(secret));
      if (digests.length > most) digests.shift();
    },
    has: (candidate) => find(candidate) >= 0,
    take(candidate) {
      const index = find(candidate);
      if (index >= 0) digests.splice(index, 1);
      return index >= 0;
    },
  };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
