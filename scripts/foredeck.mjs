#!/usr/bin/env node
import { prepare } from './setup/prepare.mjs';
import { runCommandLine } from './setup/program.mjs';

await prepare({ build: true });
await runCommandLine(process.argv.slice(2));
