import { create } from 'zustand';

export const panels = [
  { id: 'overview', name: 'Overview', key: 'o' },
  { id: 'predict', name: 'Predict', key: 'p' },
  { id: 'batch', name: 'Batch', key: 'b' },
  { id: 'models', name: 'Models', key: 'm' },
  { id: 'settings', name: 'Settings', key: ',' },
] as const;
export type PanelId = (typeof panels)[number]['id'];

/** The panel in the address, `#/batch`; anything unknown is the Overview. */
export function panelOf(hash: string): PanelId {
  const name = hash.replace(/^#\/?/u, '');
  return panels.find((panel) => panel.id === name)?.id ?? 'overview';
}

export const useRoute = create<{ panel: PanelId }>(() => ({ panel: 'overview' }));

export function go(panel: PanelId) {
  window.location.hash = `#/${panel}`;
}

export function followAddress(): () => void {
  const follow = () => useRoute.setState({ panel: panelOf(window.location.hash) });
  follow();
  window.addEventListener('hashchange', follow);
  return () => window.removeEventListener('hashchange', follow);
}
