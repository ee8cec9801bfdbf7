import { setFlagsFromString } from 'node:v8';
import { env } from 'onnxruntime-node';
import type { EngineBoot } from '../protocol.ts';
import { channelToParent } from './channel.ts';
import { type EngineNetwork, type Operation, serveEngine } from './serve.ts';
import { sessionOperations } from './session-operations.ts';
import { createSessions, type ReadTrees, type Sessions } from './sessions.ts';
import { startWatchdog } from './watchdog.ts';

/**
 * Makes the running process an engine process: watchdog, sessions, and the calls the supervisor may make.
 * @param moreOperations what else it can do, given the sessions to do it with.
 * @param readTrees finds the models that our own kernel runs; left out, onnxruntime runs them all.
 * @param network what keeps it to its own machine; left out, nothing does.
 * @throws when the process was not started by a supervisor.
 */
export function startEngineProcess(
  moreOperations: (sessions: Sessions) => Readonly<Record<string, Operation>>,
  readTrees?: ReadTrees,
  network: EngineNetwork | null = null,
): void {
  // V8 gives its nursery up to 48 MB where much is thrown away; turning JSON into text took 426 MB with it and 104 MB
  // without, in the same time.
  setFlagsFromString('--max-semi-space-size=2');
  const channel = channelToParent();
  const boot = JSON.parse(process.argv[2] ?? '') as EngineBoot;
  startWatchdog(boot);
  const sessions = createSessions(readTrees);
  serveEngine({
    channel,
    boot,
    runtime: `onnxruntime ${env.versions.node ?? 'unknown'}`,
    operations: { ...sessionOperations(sessions), ...moreOperations(sessions) },
    network,
  });
}
