export interface OpenedPaths {
  /** Hands paths to the page, or keeps them until there is one. */
  add(paths: readonly string[]): void;
  /** There is a page now: it gets what was kept and what comes later. */
  deliverTo(page: (paths: string[]) => void): void;
  /** The page is gone. */
  hold(): void;
}

/** Files that the system handed over, on their way to the page. */
export function createOpenedPaths(): OpenedPaths {
  let kept: string[] = [];
  let page: ((paths: string[]) => void) | null = null;
  const flush = (): void => {
    if (!page || kept.length === 0) return;
    const paths = kept;
    kept = [];
    page(paths);
  };
  return {
    add(paths) {
      kept.push(...paths);
      flush();
    },
    deliverTo(next) {
      page = next;
      flush();
    },
    hold() {
      page = null;
    },
  };
}
