/**
 * Moves focus to the next pane of the frame (rail, head, each panel, status bar, toasts), remembering nothing:
 * a pane's first thing that can be focused takes it, or the pane itself.
 */
export function movePane(page: Document, step: 1 | -1) {
  const panes = [...page.querySelectorAll<HTMLElement>('[data-pane], main section')].filter(
    (pane) => pane.checkVisibility() && !pane.parentElement?.closest('main section'),
  );
  if (panes.length === 0) return;
  const at = panes.findIndex((pane) => pane.contains(page.activeElement));
  const next = at === -1 ? (step === 1 ? 0 : panes.length - 1) : (at + step + panes.length) % panes.length;
  const pane = panes[next];
  if (!pane) return;
  const inside = pane.querySelector<HTMLElement>(
    '[aria-current="page"], tr[tabindex="0"], button:not([tabindex="-1"]), a[href], input, [tabindex="0"]',
  );
  if (inside) inside.focus();
  else {
    pane.tabIndex = -1;
    pane.focus();
  }
}
