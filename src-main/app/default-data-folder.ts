import { posix, win32 } from 'node:path';

/**
 * Where data is kept when nobody says otherwise: FOREDECK_DATA, else the platform's usual place for a program's
 * data. One answer for every shell, so that the window and the command line see the same jobs.
 */
export function defaultDataFolder(host: {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
}): string {
  const { platform, env, home } = host;
  if (env.FOREDECK_DATA) return env.FOREDECK_DATA;
  if (platform === 'win32') {
    return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'Foredeck');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Foredeck');
  // The XDG specification: a path that is not absolute is to be ignored.
  const base = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : posix.join(home, '.local', 'share');
  return posix.join(base, 'foredeck');
}
