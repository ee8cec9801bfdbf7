export { guardNetwork } from './guard.ts';
export { createOfflineSwitch, type OfflineSwitch } from './offline-switch.ts';
export { leavesMachine } from './own-machine.ts';
export { guardThisThread, shareWithThreads } from './threads.ts';
