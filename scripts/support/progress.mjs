const spinnerFrames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const plainLineEveryMilliseconds = 15_000;

/**
 * Runs a step that takes a while and shows that it is alive: a spinner on a terminal, a plain line now and then elsewhere.
 *
 * @template Result
 * @param {string} label
 * @param {() => Promise<Result>} step
 * @returns {Promise<Result>}
 */
export async function withProgress(label, step) {
	const startedAt = Date.now();
	const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
	const stopShowing = process.stderr.isTTY && !process.env.CI ? spin(label, elapsed) : printLines(label, elapsed);
	try {
		const result = await step();
		stopShowing(`✓ ${label} (${elapsed()})`);
		return result;
	} catch (error) {
		stopShowing(`✗ ${label} (${elapsed()})`);
		throw error;
	}
}

function spin(label, elapsed) {
	let frame = 0;
	const draw = () => {
		process.stderr.write(`\r\x1b[2K${spinnerFrames[frame++ % spinnerFrames.length]} ${label} ${elapsed()}`);
	};
	draw();
	const timer = setInterval(draw, 100);
	return (lastLine) => {
		clearInterval(timer);
		process.stderr.write(`\r\x1b[2K${lastLine}\n`);
	};
}

function printLines(label, elapsed) {
	process.stderr.write(`  ${label} …\n`);
	const timer = setInterval(() => process.stderr.write(`  ${label} … ${elapsed()}\n`), plainLineEveryMilliseconds);
	return (lastLine) => {
		clearInterval(timer);
		process.stderr.write(`${lastLine}\n`);
	};
}
