import type { ModelRef } from '../../contract/models.ts';

/** What a path of the inference protocols stands for. */
export type Place =
  | { kind: 'server' }
  | { kind: 'live' }
  | { kind: 'server-ready' }
  | { kind: 'index' }
  | { kind: 'model' | 'model-ready' | 'infer' | 'predict' | 'load' | 'unload'; model: ModelRef };

/** Whether answers at this path, or request target, have the shapes of the inference protocols, errors among them. */
export function speaksProtocol(target: string): boolean {
  return (
    target.startsWith('/v2/') || target.startsWith('/v1/') || target === '/v2' || target.startsWith('/v2?')
  );
}

const models = '/v2/models/';
const modelsV1 = '/v1/models/';
const repository = '/v2/repository/models/';
const versions = '/versions/';
const predict = ':predict';

/** The place at a path as sent, without its query; null where there is none. No lists are walked: each request comes by. */
export function findPlace(path: string): Place | null {
  if (path.startsWith(models)) return modelPlace(path);
  if (path.startsWith(modelsV1)) {
    if (!path.endsWith(predict)) return null;
    return placeOf('predict', path.slice(modelsV1.length, -predict.length));
  }
  if (path.startsWith(repository)) {
    const at = path.indexOf('/', repository.length);
    const name = path.slice(repository.length, at);
    if (name.includes('/')) return null;
    const verb = at < 0 ? '' : path.slice(at);
    if (verb === '/load') return placeOf('load', name);
    return verb === '/unload' ? placeOf('unload', name) : null;
  }
  switch (path) {
    case '/v2':
    case '/v2/':
      return { kind: 'server' };
    case '/v2/health/live':
      return { kind: 'live' };
    case '/v2/health/ready':
      return { kind: 'server-ready' };
    case '/v2/repository/index':
      return { kind: 'index' };
    default:
      return null;
  }
}

function modelPlace(path: string): Place | null {
  if (path.endsWith('/infer')) return placeOf('infer', path.slice(models.length, -'/infer'.length));
  if (path.endsWith('/ready')) return placeOf('model-ready', path.slice(models.length, -'/ready'.length));
  return placeOf('model', path.slice(models.length));
}

/** @param named `<name>` or `<name>/versions/<version>`, encoded */
function placeOf(kind: Extract<Place, { model: ModelRef }>['kind'], named: string): Place | null {
  const at = named.indexOf(versions);
  const name = decoded(at < 0 ? named : named.slice(0, at));
  const version = at < 0 ? null : decoded(named.slice(at + versions.length));
  if (!name || version === '' || version === undefined) return null;
  return { kind, model: { name, version } };
}

/** The text of one segment of a path; undefined when it is more than one, or badly encoded. */
function decoded(segment: string): string | undefined {
  if (segment.includes('/')) return undefined;
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
