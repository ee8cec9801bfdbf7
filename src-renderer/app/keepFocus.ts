const homes = 'section, [role="dialog"], main, [data-pane]';

/**
 * Gives focus a home when what had it is gone: a button that did its work and was taken away, a panel that another one
 * replaced. Without that it falls to the page, and the Tab key starts again at its top.
 * @returns the undo
 */
export function keepFocus(page: Document): () => void {
  let focused: readonly Element[] = [];
  let looking = false;
  const onFocus = ({ target }: FocusEvent) => {
    focused = target instanceof Element ? withAncestors(target) : [];
  };
  const look = () => {
    looking = false;
    if (page.activeElement !== null && page.activeElement !== page.body) return;
    if (focused[0]?.isConnected !== false) return;
    const near = focused.find((one) => one.isConnected);
    focusHome(near?.closest<HTMLElement>(homes) ?? page.querySelector<HTMLElement>('main'));
  };
  const observer = new MutationObserver(() => {
    if (looking || focused[0]?.isConnected !== false) return;
    looking = true;
    // What floats gives focus back in the frame after it is gone; only what is lost then is ours.
    soon(look);
  });
  page.addEventListener('focusin', onFocus);
  observer.observe(page.body, { childList: true, subtree: true });
  return () => {
    page.removeEventListener('focusin', onFocus);
    observer.disconnect();
  };
}

/** Moves focus to the panel, once it is there, for who chose it by a key: the next Tab is its first control. */
export function focusPanel(page: Document) {
  soon(() => focusHome(page.querySelector<HTMLElement>('main')));
}

function soon(run: () => void) {
  requestAnimationFrame(() => requestAnimationFrame(run));
}

function focusHome(home: HTMLElement | null) {
  if (!home) return;
  if (home.tabIndex < 0) home.tabIndex = -1;
  home.focus({ preventScroll: true });
}

function withAncestors(element: Element): Element[] {
  const chain: Element[] = [];
  for (let at: Element | null = element; at; at = at.parentElement) chain.push(at);
  return chain;
}
