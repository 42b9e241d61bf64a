/**
 * Runs a command of this repository: its failure is a message for the person who typed it, not a stack trace.
 *
 * @param {() => Promise<void>} command
 */
export async function runCommand(command) {
	try {
		await command();
	} catch (error) {
		process.stderr.write(`\n✗ ${error.message}\n`);
		process.exitCode = 1;
	}
}
