import { prepare } from './setup/prepare.mjs';
import { productBuilt } from './setup/product.mjs';
import { failWith } from './setup/say.mjs';

await prepare({ build: false });
await productBuilt({ force: true }).catch(failWith);
