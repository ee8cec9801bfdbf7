import type { AppStatus } from '../contract/app.ts';
import type { ForkEngine } from '../engine/client/index.ts';
import { createOfflineSwitch, guardNetwork, leavesMachine, shareWithThreads } from '../network/index.ts';
import type { Store } from '../store/index.ts';
import { guardFork } from './guarded-fork.ts';
import { type Kept, keptText } from './store-adapters.ts';

/** The offline switch of the whole program. */
export interface Offline {
  status(): AppStatus['offline'];
  /** Holds in this process at once, and in every engine process when it resolves; it is kept for the next start. */
  set(on: boolean): Promise<void>;
  /** As it was last set. Until this is called nothing leaves the machine. */
  recall(store: Store): Promise<void>;
  /** Whether a page's request must not be made; one that is refused is counted. */
  refusesRequest(url: string): boolean;
  /** Starts engine processes that keep to the switch. */
  fork: ForkEngine;
  /** Takes the guard of this process away. */
  stop(): void;
}

/** @param onChange told of every change of the status */
export function startOffline(fork: ForkEngine, onChange: () => void): Offline {
  const offline = createOfflineSwitch();
  offline.set(true);
  const unguard = guardNetwork(offline);
  shareWithThreads(offline);
  let refusedByEngines = 0;
  let kept: Kept | null = null;

  const engines = guardFork(fork, {
    offline: () => offline.on,
    onRefused(connections) {
      if (!offline.on) return;
      refusedByEngines += connections;
      onChange();
    },
  });
  const unsubscribe = offline.subscribe(onChange);

  async function apply(on: boolean): Promise<void> {
    if (on && !offline.on) refusedByEngines = 0;
    offline.set(on);
    await engines.setOffline(on);
  }

  return {
    status: () => ({ on: offline.on, refused: offline.refused + refusedByEngines }),
    async set(on) {
      await kept?.remember(String(on));
      await apply(on);
    },
    async recall(store) {
      kept = keptText(store, 'network.offline');
      await apply((await kept.recall()) === 'true');
    },
    refusesRequest(url) {
      if (!offline.on || !leavesMachine(url)) return false;
      offline.refuse(`the request to ${url}`);
      return true;
    },
    fork: engines.fork,
    stop() {
      unsubscribe();
      unguard();
    },
  };
}
