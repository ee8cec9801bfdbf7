export { type FolderLock, folderHolder, type HolderInfo, lockFolder } from './folder-lock.ts';
export { openStore, type Store } from './open-store.ts';
export { storeFailure as folderFailure } from './store-failure.ts';
export { serveStore } from './thread/serve.ts';
