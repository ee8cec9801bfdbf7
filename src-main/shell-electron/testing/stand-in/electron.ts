// What `electron` means to a program that runs under the stand-in.
import type * as Electron from 'electron';
import { app } from './app.ts';
import { StandInWindow as BrowserWindow } from './browser-window.ts';
import { listenToTest } from './control.ts';
import { ipcMain } from './ipc-main.ts';
import { StandInChannel as MessageChannelMain } from './ports.ts';
import { protocol } from './protocol.ts';
import { dialog, StandInMenu as Menu, nativeTheme, screen, session, shell } from './system.ts';
import { utilityProcess } from './utility-process.ts';

const all = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} satisfies { [Name in keyof typeof Electron]?: unknown };

// Electron's words are the program, the folder it runs, and what the user gave; Node's have the script before those.
process.argv.splice(1, 1);
listenToTest();

export default all;
export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
};
