export { type FolderLock, type HolderInfo, lockFolder } from './folder-lock.ts';
export { openStore, type Store } from './open-store.ts';
export type { RunEnd } from './queries/job-leases.ts';
export type { RememberedMapping } from './queries/mappings.ts';
export { serveStore } from './thread/serve.ts';
export type { OpenReport } from './thread/open-database.ts';
