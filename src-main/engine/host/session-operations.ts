import type { SessionCalls } from '../session-calls.ts';
import type { Operation } from './serve.ts';
import type { Sessions } from './sessions.ts';

/** `session.load`, `session.unload` and `session.run` over the sessions of this process. */
export function sessionOperations(sessions: Sessions): Record<keyof SessionCalls, Operation> {
  return {
    'session.load': operation<'session.load'>(async (source) => {
      const { key, inputs, outputs, provider, note, kernel, memoryBytes } = await sessions.load(source);
      return { key, inputs: [...inputs], outputs: [...outputs], provider, note, kernel, memoryBytes };
    }),
    'session.unload': operation<'session.unload'>(async ({ key }) => {
      await sessions.unload(key);
      return null;
    }),
    'session.run': operation<'session.run'>(async ({ key, feeds, ...options }) =>
      sessions.get(key).run(feeds, options),
    ),
  };
}

function operation<Name extends keyof SessionCalls>(
  run: (payload: SessionCalls[Name]['payload']) => Promise<SessionCalls[Name]['result']>,
): Operation {
  return (payload) => run(payload as SessionCalls[Name]['payload']);
}
