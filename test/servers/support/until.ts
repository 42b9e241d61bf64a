import { setTimeout as wait } from 'node:timers/promises';

/** Longer than it takes to poll twice, to see a file twice unchanged, or to find out that a task's process is gone. */
export const patience = 180_000;

/** Waits until something has come about. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
	const deadline = Date.now() + patience;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new Error(`It did not come to this in time: ${what}`);
		await wait(200);
	}
}
