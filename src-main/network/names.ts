import dns from 'node:dns';
import { isIP } from 'node:net';
import type { OfflineSwitch } from './offline-switch.ts';
import { isOwnName } from './own-machine.ts';
import { type Method, replaceMethod, undoAll } from './replace-method.ts';

const questions = [
  'lookup',
  'lookupService',
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCaa',
  'resolveCname',
  'resolveMx',
  'resolveNaptr',
  'resolveNs',
  'resolvePtr',
  'resolveSoa',
  'resolveSrv',
  'resolveTlsa',
  'resolveTxt',
  'reverse',
];

/** Guards the look-up of names: whoever answers is another machine, or asks one. */
export function guardNames(offline: OfflineSwitch): () => void {
  const refuse = (name: unknown) => offline.refuse(`to look up ${String(name)}`);
  const byCallback = (original: Method, question: string): Method => {
    return function (this: unknown, ...args) {
      const done = args.at(-1);
      if (!offline.on || staysHere(question, args[0]) || typeof done !== 'function')
        return original.apply(this, args);
      process.nextTick(done as (error: Error) => void, refuse(args[0]));
      return undefined;
    };
  };
  const byPromise = (original: Method, question: string): Method => {
    return function (this: unknown, ...args) {
      if (!offline.on || staysHere(question, args[0])) return original.apply(this, args);
      return Promise.reject(refuse(args[0]));
    };
  };
  const owners = [
    { owner: dns, guard: byCallback },
    { owner: dns.Resolver.prototype, guard: byCallback },
    { owner: dns.promises, guard: byPromise },
    { owner: dns.promises.Resolver.prototype, guard: byPromise },
  ];
  return undoAll(
    owners.flatMap(({ owner, guard }) =>
      questions.map((question) => replaceMethod(owner, question, (original) => guard(original, question))),
    ),
  );
}

/** An address is its own answer to a look-up, and this machine knows its own name. */
function staysHere(question: string, name: unknown): boolean {
  if (question !== 'lookup') return false;
  return typeof name !== 'string' || name === '' || isIP(name) !== 0 || isOwnName(name);
}
