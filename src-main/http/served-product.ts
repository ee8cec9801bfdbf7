import type { HttpOptions } from './server.ts';

/** What a server gives of the product behind it, whichever shell it is in. */
export type ServedProduct = Required<
  Pick<
    HttpOptions,
    | 'uploadsFolder'
    | 'outputOf'
    | 'knowsPath'
    | 'isReady'
    | 'keyring'
    | 'inference'
    | 'metrics'
    | 'cards'
    | 'report'
  >
>;

/** That part of a backend, and nothing else of it. */
export function servedProduct(backend: ServedProduct): ServedProduct {
  const { uploadsFolder, outputOf, knowsPath, isReady, keyring, inference, metrics, cards, report } = backend;
  return { uploadsFolder, outputOf, knowsPath, isReady, keyring, inference, metrics, cards, report };
}
