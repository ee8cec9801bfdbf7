import type { IconName } from '../ui/Icon.tsx';
import { removeDraft, startDraft, useDraft } from '../state/draft.ts';
import { platform } from '../state/backend.ts';
import { copyAddress, copyCurl } from '../state/copy.ts';
import { pauseQueue, selectJob, useJobs } from '../state/jobs.ts';
import { modelKey, selectModel, useModels } from '../state/models.ts';
import { grouped, orderedAliases, residencyWords } from '../state/modelWords.ts';
import { setOffline } from '../state/offline.ts';
import { switchServer, useServer } from '../state/server.ts';
import { setSettings, themes, useSettings } from '../state/settings.ts';
import { useStatus } from '../state/status.ts';
import { tryModel } from '../state/tryModel.ts';
import { stateWords } from '../state/jobWords.ts';
import { chooseFiles, chooseModels } from '../state/files.ts';
import { notificationsAskable } from './notify.ts';
import { mod } from '../ui/keys.ts';
import { openShortcuts } from './overlays.ts';
import { choosePredictModel } from '../state/predict/choosing.ts';
import { copyRequest } from '../state/predict/copyRequest.ts';
import { clearForm, predictShown } from '../state/predict/form.ts';
import { usePredict } from '../state/predict/predict.ts';
import { codeForms, codeNames } from '../state/predict/requestCode.ts';
import { openAddRemote } from '../state/remoteModels.ts';
import { go, panels, useRoute } from '../state/route.ts';

export interface Command {
  id: string;
  section: 'Commands' | 'Models' | 'Jobs';
  title: string;
  /** What kind of thing it is, or its state. */
  hint: string;
  icon: IconName;
  keys?: string;
  run: () => void;
}

const mostJobs = 200;
const mostModels = 200;

/** Everything the palette can find now. */
export function commandsNow(): Command[] {
  return [...ownCommands(), ...modelCommands(), ...jobCommands()];
}

function ownCommands(): Command[] {
  const command = (id: string, title: string, icon: IconName, run: () => void, keys?: string): Command => ({
    id,
    section: 'Commands',
    title,
    hint: 'command',
    icon,
    run,
    ...(keys ? { keys } : {}),
  });
  const { status } = useStatus.getState();
  const { theme, density } = useSettings.getState();
  const list = [
    ...panels.map((panel) =>
      command(
        `go ${panel.id}`,
        `Go to ${panel.name}`,
        panel.id,
        () => go(panel.id),
        `G ${panel.key.toUpperCase()}`,
      ),
    ),
    command('choose', 'Score a file…', 'file', () => void chooseFiles(), 'Ctrl O'),
    command('import', 'Import a model…', 'plus', () => void chooseModels()),
    command('add remote', 'Add a remote model…', 'plus', () => openAddRemote()),
    command(
      'queue',
      status?.queuePaused ? 'Resume the queue' : 'Pause the queue',
      'batch',
      () => void pauseQueue(!status?.queuePaused),
    ),
    ...themes
      .filter((one) => one !== theme)
      .map((one) =>
        command(`theme ${one}`, one === 'system' ? 'Theme: as the system' : `Theme: ${one}`, 'settings', () =>
          setSettings({ theme: one }),
        ),
      ),
    density === 'compact'
      ? command('density', 'Rows: comfortable', 'settings', () => setSettings({ density: 'comfortable' }))
      : command('density', 'Rows: compact', 'settings', () => setSettings({ density: 'compact' })),
    command('shortcuts', 'Shortcuts', 'settings', () => openShortcuts(), '?'),
  ];
  if (useDraft.getState().draft.kind !== 'none') {
    list.push(
      command('leave', 'Remove the file being set up', 'close', () => removeDraft(platform().pathFor)),
    );
  }
  if (useRoute.getState().panel === 'predict' && usePredict.getState().model) {
    list.push(
      command('predict', 'Predict what stands in the form', 'predict', () => predictShown(), `${mod} Enter`),
      command('predict clear', 'Clear the form', 'predict', () => clearForm()),
      ...codeForms.map((form) =>
        command(
          `copy ${form}`,
          `Copy the request as ${codeNames[form]}`,
          'copy',
          () => void copyRequest(form),
        ),
      ),
    );
  }
  if (platform().shell === 'desktop') {
    list.push(
      command(
        'import folder',
        'Import the folder of a model…',
        'folder',
        () => void chooseModels('model-folder'),
      ),
    );
  }
  list.push(...serverCommands(command));
  if (notificationsAskable()) {
    list.push(
      command(
        'notify',
        'Notify me when a job ends in the background',
        'settings',
        () => void Notification.requestPermission(),
      ),
    );
  }
  return list;
}

type MakeCommand = (id: string, title: string, icon: IconName, run: () => void) => Command;

function serverCommands(command: MakeCommand): Command[] {
  const { view } = useServer.getState();
  const offline = useStatus.getState().status?.offline.on ?? false;
  const on = view?.state === 'on' || view?.state === 'starting';
  const url = view?.url;
  const list = [
    command('server', `Switch the local server ${on ? 'off' : 'on'}`, 'server', () => void switchServer(!on)),
    command('token', 'Make a token for a program…', 'settings', () => go('settings')),
    command(
      'offline',
      offline
        ? 'Offline: let connections to other machines be'
        : 'Offline: refuse connections to other machines',
      'settings',
      () => void setOffline(!offline),
    ),
  ];
  if (!view || !url) return list;
  return [
    ...list,
    command('address', 'Copy the server’s address', 'copy', () => void copyAddress(url)),
    command(
      'curl',
      'Copy a curl command for the server',
      'copy',
      () => void copyCurl(url, view.asksForToken),
    ),
  ];
}

function modelCommands(): Command[] {
  const models = grouped(useModels.getState().models ?? []).slice(0, mostModels);
  return models.flatMap((model): Command[] => {
    const { sample } = model;
    const name = `${model.name} ${model.version}`;
    const known = [...orderedAliases(model.aliases), residencyWords(model).word.toLowerCase()];
    const show: Command = {
      id: `model ${name}`,
      section: 'Models',
      title: name,
      hint: known.join(', '),
      icon: 'models',
      run: () => {
        selectModel(modelKey(model));
        go('models');
      },
    };
    const ask: Command = {
      id: `predict ${name}`,
      section: 'Models',
      title: `Predict with ${name}`,
      hint: 'one row at a time',
      icon: 'predict',
      run: () => {
        go('predict');
        void choosePredictModel(model);
      },
    };
    if (sample === null) return [show, ask];
    return [
      show,
      ask,
      {
        id: `try ${name}`,
        section: 'Models',
        title: `Try ${name}`,
        hint: 'scores its sample',
        icon: 'models',
        run: () => {
          go('batch');
          void tryModel(model);
        },
      },
      {
        id: `map ${name}`,
        section: 'Models',
        title: `Set up the sample of ${name}`,
        hint: 'nothing runs yet',
        icon: 'table',
        run: () => {
          go('batch');
          startDraft([sample], platform().pathFor, { name: model.name, version: model.version });
        },
      },
    ];
  });
}

function jobCommands(): Command[] {
  return (useJobs.getState().jobs ?? []).slice(0, mostJobs).map((job) => ({
    id: `job ${job.id}`,
    section: 'Jobs',
    title: job.inputName,
    hint: `job, ${stateWords(job, Date.now()).word.toLowerCase()}`,
    icon: 'batch',
    run: () => {
      go('batch');
      selectJob(job.id);
    },
  }));
}
