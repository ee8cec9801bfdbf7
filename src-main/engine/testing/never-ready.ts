/** An engine process that hangs before it says hello. */
setInterval(() => {}, 1_000);
