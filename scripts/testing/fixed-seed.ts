import fc from 'fast-check';

// The same cases on every machine and in every run; other ones with FAST_CHECK_SEED=<number>.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_261_126) });
