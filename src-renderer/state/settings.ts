import { create } from 'zustand';
import { client } from './backend.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export const densities = ['compact', 'comfortable'] as const;
export type Density = (typeof densities)[number];

export interface Settings {
  theme: Theme;
  density: Density;
  /** Whether single keys (`?`, `g b`) act; some people's input methods press them by accident. */
  singleKeys: boolean;
  /** Widths the user gave to columns of the queue. */
  queueWidths: Record<string, number>;
  /** And of the versions in Models. */
  versionWidths: Record<string, number>;
}
const key = 'console.settings';
const initial: Settings = {
  theme: 'system',
  density: 'compact',
  singleKeys: true,
  queueWidths: {},
  versionWidths: {},
};

export const useSettings = create<Settings>(() => initial);

/** What the page's own storage knows, so that the first frame has the right theme. */
export function restoreSettings() {
  useSettings.setState(fromText(localStorage.getItem(key)));
}

/** Reads what was remembered; anything that is not understood is left out. */
export function fromText(text: string | null): Partial<Settings> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    const known: Partial<Settings> = {};
    if ('theme' in value) known.theme = themes.find((one) => one === value.theme) ?? initial.theme;
    if ('density' in value) known.density = densities.find((one) => one === value.density) ?? initial.density;
    if ('singleKeys' in value && typeof value.singleKeys === 'boolean') known.singleKeys = value.singleKeys;
    if ('queueWidths' in value) known.queueWidths = widthsIn(value.queueWidths);
    if ('versionWidths' in value) known.versionWidths = widthsIn(value.versionWidths);
    return known;
  } catch {
    return {};
  }
}

function widthsIn(value: unknown): Record<string, number> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

/** Shows settings on the page. */
export function applySettings({ theme, density }: Settings, root: HTMLElement) {
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  root.dataset['density'] = density;
}

/** Changes settings and remembers them with the data folder. */
export function setSettings(change: Partial<Settings>) {
  useSettings.setState(change);
  const text = JSON.stringify(useSettings.getState());
  localStorage.setItem(key, text);
  client()
    .app.remember({ key, value: text })
    .catch(() => {
      // The page's own storage has it; the folder gets it with the next change.
    });
}

/** Takes over what the data folder remembers. */
export async function recallSettings() {
  const { value } = await client().app.recall({ key });
  if (value === null) return;
  useSettings.setState(fromText(value));
  localStorage.setItem(key, value);
}
