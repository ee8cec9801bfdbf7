#!/usr/bin/env node
import { goWhereTyped } from './setup/place.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommandLine } from './setup/program.mjs';

await prepare({ build: true });
goWhereTyped('foredeck');
await runCommandLine(process.argv.slice(2));
