import { parentPort, workerData } from 'node:worker_threads';
import { serveStore } from '../store/index.ts';

if (!parentPort) throw new Error('This file is the entry of the store thread and runs in one.');
await serveStore(parentPort, workerData);
