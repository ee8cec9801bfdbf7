import { lockFolder } from '../folder-lock.ts';

// A process that tries to take the folder it is given, says how that went, and keeps it until it is killed or told.
const lock = lockFolder(process.argv[2] ?? '');
if (lock.held) lock.publish({ address: '/run/foredeck.sock', token: 'secret' });
process.on('message', (message) => {
  if (message === 'release' && lock.held) {
    lock.release();
    process.send?.('released');
  }
});
process.send?.(lock.held ? 'held' : 'refused');
