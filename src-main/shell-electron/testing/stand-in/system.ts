import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { app } from './app.ts';
import { machine } from './machine.ts';

/** What was asked of the system, for a test to look at, and how the next dialogs are answered. */
export const asked = {
  dialogs: [] as object[],
  opened: [] as string[],
  revealed: [] as string[],
  errors: [] as { title: string; content: string }[],
};
export const answers = { openDialog: [] as string[], messageBox: 0, openPath: '' };

type PermissionHandlers = {
  check: Parameters<Electron.Session['setPermissionCheckHandler']>[0];
  request: Parameters<Electron.Session['setPermissionRequestHandler']>[0];
  device: Parameters<Electron.Session['setDevicePermissionHandler']>[0];
};
export const permissions: PermissionHandlers = { check: null, request: null, device: null };

type BeforeRequest = (
  details: Electron.OnBeforeRequestListenerDetails,
  answer: (response: Electron.CallbackResponse) => void,
) => void;
export const requests: { before: BeforeRequest | null } = { before: null };

const defaultSession: Pick<
  Electron.Session,
  'setPermissionCheckHandler' | 'setPermissionRequestHandler' | 'setDevicePermissionHandler'
> & { webRequest: { onBeforeRequest(listener: BeforeRequest): void } } = {
  webRequest: {
    onBeforeRequest(listener) {
      requests.before = listener;
    },
  },
  setPermissionCheckHandler(handler) {
    permissions.check = handler;
  },
  setPermissionRequestHandler(handler) {
    permissions.request = handler;
  },
  setDevicePermissionHandler(handler) {
    permissions.device = handler;
  },
};
export const session = { defaultSession } satisfies Partial<Record<keyof typeof Electron.session, unknown>>;

function display(workArea: Electron.Rectangle, id: number): Electron.Display {
  return { id, workArea, bounds: workArea } as Electron.Display;
}
export const screen: Pick<Electron.Screen, 'getPrimaryDisplay' | 'getAllDisplays'> = {
  getPrimaryDisplay() {
    const [primary] = screen.getAllDisplays();
    if (!primary) throw new Error('There is no display.');
    return primary;
  },
  getAllDisplays() {
    if (!app.isReady()) throw new Error('The screen module cannot be used before the app is ready.');
    return machine.displays.map(display);
  },
};

export const nativeTheme: Pick<Electron.NativeTheme, 'shouldUseDarkColors'> = {
  shouldUseDarkColors: machine.dark,
};

// The first argument may be the window the dialog belongs to.
function dialogOptions(args: unknown[]): object {
  return args.at(-1) as object;
}
export const dialog = {
  showOpenDialog(...args: unknown[]): Promise<Electron.OpenDialogReturnValue> {
    asked.dialogs.push(dialogOptions(args));
    return Promise.resolve({ canceled: answers.openDialog.length === 0, filePaths: answers.openDialog });
  },
  showMessageBox(...args: unknown[]): Promise<Electron.MessageBoxReturnValue> {
    asked.dialogs.push(dialogOptions(args));
    return Promise.resolve({ response: answers.messageBox, checkboxChecked: false });
  },
  showErrorBox(title: string, content: string): void {
    asked.errors.push({ title, content });
    process.stderr.write(`${title}: ${content}\n`);
  },
} satisfies Pick<Electron.Dialog, 'showErrorBox' | 'showMessageBox' | 'showOpenDialog'>;

export const shell: Pick<Electron.Shell, 'openPath' | 'showItemInFolder'> = {
  openPath(path) {
    asked.opened.push(path);
    return Promise.resolve(answers.openPath);
  },
  showItemInFolder(path) {
    asked.revealed.push(path);
  },
};

export let applicationMenu: Electron.MenuItemConstructorOptions[] = [];
export class StandInMenu extends EventEmitter {
  readonly template: Electron.MenuItemConstructorOptions[];
  constructor(template: Electron.MenuItemConstructorOptions[]) {
    super();
    this.template = template;
  }
  static buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): StandInMenu {
    return new StandInMenu(template);
  }
  static setApplicationMenu(menu: StandInMenu | null): void {
    applicationMenu = menu?.template ?? [];
  }
}
StandInMenu satisfies Record<
  keyof Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'>,
  unknown
>;
