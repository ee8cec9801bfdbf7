import { onRightNode } from './node.mjs';
import { packagesInstalled } from './packages.mjs';
import { productBuilt } from './product.mjs';
import { failWith } from './say.mjs';

/**
 * Brings a fresh clone, or one whose sources moved on, to where the product can run; then returns,
 * on a Node that can run it. When that cannot be had, says why and ends with code 1.
 *
 * @param {{build: boolean}} needs
 */
export async function prepare({ build }) {
  try {
    await onRightNode();
    await packagesInstalled();
    if (build) await productBuilt();
  } catch (error) {
    failWith(error);
  }
}
