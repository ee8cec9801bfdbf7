import { join, resolve } from 'node:path';

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** The user's home folder. */
  home: string;
}

/** The data folder when none is named: FOREDECK_DATA, else where the platform keeps an application's data. */
export function usualDataFolder({ env, platform, home }: Surroundings): string {
  if (env.FOREDECK_DATA) return resolve(env.FOREDECK_DATA);
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Foredeck');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Foredeck');
  // The specification asks to ignore a path that is not absolute.
  const place = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(home, '.local', 'share');
  return join(place, 'foredeck');
}
