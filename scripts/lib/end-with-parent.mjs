/**
 * Ends this process, as by a signal, when whoever started it is gone. npm passes a signal to the shell
 * between us, and many a shell dies of it without passing it on.
 */
export function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}
