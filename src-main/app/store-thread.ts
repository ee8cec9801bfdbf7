import { parentPort, workerData } from 'node:worker_threads';
import { guardThisThread } from '../network/index.ts';
import { serveStore } from '../store/index.ts';

guardThisThread();
if (!parentPort) throw new Error('This file is the entry of the store thread and runs in one.');
await serveStore(parentPort, workerData);
