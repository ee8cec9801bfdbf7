import { failed } from '../../contract/failure.ts';

/** A use that is waiting for its processes, or has begun. */
export interface Claim {
  instances: number;
  /** Who knows its processes by name loses none of them. */
  keepsAll: boolean;
  granted: boolean;
  grant(): void;
  refuse(why: unknown): void;
}

/** Lets those begin that have what they need. */
export function grantUpTo(claims: ReadonlySet<Claim>, instances: number): void {
  for (const claim of claims) {
    if (claim.granted || claim.instances > instances) continue;
    claim.granted = true;
    claim.grant();
  }
}

/** Takes out those that are still waiting for more than so many, and tells them why. */
export function refuseAbove(claims: Set<Claim>, instances: number, why: unknown): void {
  for (const claim of claims) {
    if (claim.granted || claim.instances <= instances) continue;
    claims.delete(claim);
    claim.refuse(why);
  }
}

/** Adds one that has not begun. @param onWithdrawn the caller waits for it no more */
export function addClaim(
  claims: Set<Claim>,
  { instances, keepsAll }: Pick<Claim, 'instances' | 'keepsAll'>,
  signal: AbortSignal | undefined,
  onWithdrawn: () => void,
): { claim: Claim; begun: Promise<void> } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const claim: Claim = { instances, keepsAll, granted: false, grant: resolve, refuse: reject };
  claims.add(claim);
  const withdraw = (): void => {
    if (claim.granted || !claims.delete(claim)) return;
    reject(failed('CANCELLED', 'Cancelled.'));
    onWithdrawn();
  };
  signal?.addEventListener('abort', withdraw, { once: true });
  return { claim, begun: promise.finally(() => signal?.removeEventListener('abort', withdraw)) };
}
