import { follow } from '../client/connection.ts';
import { connectBackend } from '../state/backend.ts';
import { useConnection } from '../state/connection.ts';
import { useLastHour, withFrame } from '../state/lastHour.ts';
import { receiveJobs, useJobs } from '../state/jobs.ts';
import { followModels } from '../state/followModels.ts';
import { loadModels } from '../state/models.ts';
import { applySettings, recallSettings, restoreSettings, useSettings } from '../state/settings.ts';
import { followServer } from '../state/server.ts';
import { useStatus } from '../state/status.ts';
import { openSources } from '../state/files.ts';
import { tellEnding } from './notify.ts';
import { followAddress } from '../state/route.ts';
import { keepFocus } from './keepFocus.ts';
import { listenToKeys } from './shortcuts.ts';

/** Wires the page: connection, streams, settings, address, keys. Once, before the first frame is drawn. */
export function start() {
  const { connection, platform } = connectBackend();
  const root = document.documentElement;
  root.dataset['shell'] = platform.shell;
  useSettings.subscribe((settings) => applySettings(settings, root));
  restoreSettings();
  followAddress();
  listenToKeys(window);
  keepFocus(document);
  platform.onOpenPaths((paths) => openSources(paths));

  connection.subscribe((state) => {
    useConnection.setState({ state });
    if (state.kind !== 'open') return;
    void loadModels();
    recallSettings().catch(() => undefined);
    connection.client.app
      .info()
      .then((info) => useStatus.setState({ info }))
      .catch(() => undefined);
  });
  follow(
    connection,
    (client, signal) => client.app.status(undefined, { signal }),
    (status) => {
      useStatus.setState({ status });
      const { jobs } = useJobs.getState();
      if (jobs === null) return;
      useLastHour.setState((hour) => withFrame(hour, status, jobs));
    },
  );
  follow(
    connection,
    (client, signal) => client.jobs.watch(undefined, { signal }),
    (jobs) => receiveJobs(jobs, tellEnding),
  );
  followModels(connection);
  followServer(connection);
  connection.start();
}
