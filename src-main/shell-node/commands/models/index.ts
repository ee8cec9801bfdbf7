import type { Command } from '../../command.ts';
import { addRemote } from './add-remote.ts';
import { token } from './token.ts';
import { changes } from './change.ts';
import { compare } from './compare.ts';
import { importModel } from './import.ts';
import { list } from './list.ts';
import { settings } from './set.ts';
import { show } from './show.ts';

export const models: Command[] = [
  list,
  show,
  importModel,
  addRemote,
  token,
  ...changes,
  ...settings,
  compare,
];
