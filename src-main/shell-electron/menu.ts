import { app, Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  openTable(): void;
  importModel(): void;
  showDataFolder(): void;
}

/** Sets the application's menu: the platform's usual entries and the few of ours. */
export function installMenu({ openTable, importModel, showDataFolder }: MenuActions): void {
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        { id: 'open-table', label: '&Open table…', accelerator: 'CmdOrCtrl+O', click: openTable },
        { id: 'import-model', label: '&Import model…', click: importModel },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'reload' as const }, { role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { id: 'show-data-folder', label: 'Show &data folder', click: showDataFolder },
        ...(isMac ? [] : [{ role: 'about' as const }]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
