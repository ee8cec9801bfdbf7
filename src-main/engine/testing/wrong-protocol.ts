/** An engine process from another version of the program. */
process.send?.({ kind: 'hello', protocol: 99, pid: process.pid, runtime: 'test' });
