/**
 * Preloaded into every process that the local cloud starts: it ends with the daemon, however the daemon ends. The
 * channel closes even when the daemon is killed, and must not keep a process alive that ends by itself.
 */
process.on("disconnect", () => process.exit());
process.channel?.unref();
