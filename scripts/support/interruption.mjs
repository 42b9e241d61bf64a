/**
 * Calls back once when this process is asked to end: by a signal, or because the process that started it is gone.
 *
 * @param {() => void} callback
 */
export function onInterruption(callback) {
	let isInterrupted = false;
	const interrupt = () => {
		// Ctrl-C reaches the whole process group and is passed on by the parent too.
		if (isInterrupted) return;
		isInterrupted = true;
		callback();
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, interrupt);
	if (process.channel) {
		process.on('disconnect', interrupt);
		process.channel.unref();
	}
}
