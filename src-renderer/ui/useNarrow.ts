import { useSyncExternalStore } from 'react';

const narrow = '(max-width: 900px)';

/** Whether the window is so narrow that panels stand below each other, as their styles have it. */
export function useNarrow(): boolean {
  return useSyncExternalStore(follow, () => window.matchMedia(narrow).matches);
}

function follow(changed: () => void): () => void {
  const media = window.matchMedia(narrow);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}
