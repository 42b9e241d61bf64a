import { sleep as sleepOfN8n } from 'n8n-workflow';

/** What a client takes from outside, so that a test can hold each of them in its hand. */
export interface Environment {
	/** Epoch milliseconds. */
	now(): number;
	/** 0 to 1. */
	random(): number;
	/** Resolves after the time, or as soon as the signal fires. */
	sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
}

export const realEnvironment: Environment = {
	now: Date.now,
	random: Math.random,
	sleep,
};

async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	if (signal?.aborted) return;
	let stop = (): void => undefined;
	const stopped = new Promise<void>((resolve) => {
		stop = resolve;
		signal?.addEventListener('abort', stop, { once: true });
	});
	await Promise.race([sleepOfN8n(milliseconds), stopped]);
	signal?.removeEventListener('abort', stop);
}
