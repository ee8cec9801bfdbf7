import { type Failure, toFailure } from '../contract/failure.ts';
import { createChanges } from '../services/changes.ts';
import { openServerService, type ServerService } from '../services/server.ts';
import { type Keyring, openTokens } from '../services/tokens.ts';
import type { Store } from '../store/index.ts';
import { keptText, tokenArchive } from './store-adapters.ts';

/** The switch of the local server with the tokens of programs; a shell lends it what opens the port. */
export async function openLocalServer(options: {
  store: Store;
  nowMs(): number;
  /** Told after every change that the status bar shows. */
  onChange(): void;
  onTrouble(failure: Failure): void;
}): Promise<{ service: ServerService; keyring: Keyring; stop(): Promise<void> }> {
  const { store, nowMs } = options;
  const changes = createChanges();
  const changed = (): void => {
    changes.tell();
    options.onChange();
  };
  const tokens = await openTokens({
    archive: tokenArchive(store, nowMs),
    nowMs,
    onChange: changes.tell,
    onTrouble: (thrown) => options.onTrouble(toFailure(thrown)),
  });
  const service = await openServerService({
    ...keptText(store, 'server'),
    tokens,
    changed,
    listen: changes.listen,
  });
  return {
    service,
    keyring: tokens,
    async stop() {
      await service.end();
      await tokens.stop();
    },
  };
}
