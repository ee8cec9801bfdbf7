import { create } from 'zustand';

/** What floats over the panels now. */
export const useOverlays = create<{ palette: boolean; shortcuts: boolean }>(() => ({
  palette: false,
  shortcuts: false,
}));

export function openPalette(open = true) {
  useOverlays.setState({ palette: open });
}

export function openShortcuts(open = true) {
  useOverlays.setState({ shortcuts: open });
}
