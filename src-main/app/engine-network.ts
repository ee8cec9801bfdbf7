import { createOfflineSwitch, guardNetwork, shareWithThreads } from '../network/index.ts';

/** Keeps this engine process to its own machine until its supervisor says otherwise. */
export function guardEngineProcess() {
  const offline = createOfflineSwitch();
  offline.set(true);
  guardNetwork(offline);
  shareWithThreads(offline);
  let said = 0;
  return {
    setOffline(on: boolean): void {
      // The count begins anew there.
      if (on && !offline.on) said = 0;
      offline.set(on);
    },
    takeRefused(): number {
      const more = offline.refused - said;
      said = offline.refused;
      return more;
    },
    onRefused: (listener: () => void): void => void offline.subscribe(listener),
  };
}
