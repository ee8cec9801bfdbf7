import { platform } from '../state/backend.ts';
import { useDraft } from '../state/draft.ts';
import { useSettings } from '../state/settings.ts';
import { chooseFiles } from '../state/files.ts';
import { predictShown } from '../state/predict/form.ts';
import { isMac, mod } from '../ui/keys.ts';
import { focusPanel } from './keepFocus.ts';
import { openPalette, openShortcuts, useOverlays } from './overlays.ts';
import { movePane } from './panes.ts';
import { go, panels, useRoute } from '../state/route.ts';
import { runShown } from '../state/runShown.ts';

export const shortcutList: readonly { keys: string; does: string }[] = [
  { keys: `${mod} K`, does: 'Find any command, model or job' },
  { keys: `${mod} O`, does: 'Choose a file to score' },
  { keys: `${mod} Enter`, does: 'Predict what stands in the form, or run the job being set up' },
  { keys: 'F6', does: 'Next pane' },
  { keys: 'Shift F6', does: 'Pane before' },
  ...panels.map((panel) => ({ keys: `G ${panel.key.toUpperCase()}`, does: `Go to ${panel.name}` })),
  { keys: '?', does: 'These shortcuts' },
  { keys: '↑ ↓', does: 'Move through a table; Enter shows the row' },
  { keys: `${mod} C`, does: 'Copy the row in focus with its heads' },
  { keys: 'Esc', does: 'Close what floats' },
];

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
      target.role === 'searchbox')
  );
}

function take(event: KeyboardEvent) {
  event.preventDefault();
  event.stopPropagation();
}

/** Listens to the keys of the whole window; the answer is the undo. */
export function listenToKeys(page: Window): () => void {
  let leader = false;
  const onKey = (event: KeyboardEvent) => {
    const modified = isMac ? event.metaKey : event.ctrlKey;
    const { palette, shortcuts } = useOverlays.getState();
    if (event.key === 'Escape' && palette) {
      // The search field would only be emptied by it.
      take(event);
      openPalette(false);
    } else if (event.key === 'F6') {
      take(event);
      if (palette || shortcuts) return;
      movePane(page.document, event.shiftKey ? -1 : 1);
    } else if (modified && event.key.toLowerCase() === 'k') {
      take(event);
      openPalette(!palette);
    } else if (modified && event.key.toLowerCase() === 'o' && !palette && !shortcuts) {
      take(event);
      void chooseFiles();
    } else if (modified && event.key === 'Enter' && !palette && !shortcuts) {
      const form = event.target instanceof HTMLElement ? event.target.closest('form') : null;
      if (form) {
        // What floats over the panel is meant, not what lies under it.
        take(event);
        form.requestSubmit();
        return;
      }
      if (useRoute.getState().panel === 'predict') {
        take(event);
        predictShown();
        return;
      }
      if (useDraft.getState().draft.kind !== 'ready') return;
      take(event);
      void runShown(platform().pathFor);
    } else if (
      !modified &&
      !event.altKey &&
      useSettings.getState().singleKeys &&
      !typing(event.target) &&
      !palette &&
      !shortcuts
    ) {
      const key = event.key.toLowerCase();
      const panel = leader ? panels.find((one) => one.key === key) : undefined;
      leader = key === 'g';
      if (panel) {
        take(event);
        go(panel.id);
        focusPanel(page.document);
      } else if (event.key === '?') {
        take(event);
        openShortcuts();
      }
    }
  };
  // Before the control in focus gets it, as a pressed button keeps its keys to itself.
  page.addEventListener('keydown', onKey, { capture: true });
  return () => page.removeEventListener('keydown', onKey, { capture: true });
}
