import { reachOutWhenAsked } from './reach-out.ts';

// Put before an engine process with --import.
reachOutWhenAsked();
