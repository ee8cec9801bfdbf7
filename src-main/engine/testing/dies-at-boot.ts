/** An engine process that cannot start, as one without its native library. */
console.error('about to load the library');
throw new Error('libtest.so: cannot open shared object file');
