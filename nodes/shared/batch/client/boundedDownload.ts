import { IdleWatch } from '../../storage/idleWatch';
import type { HttpAnswer } from '../../storage/web/httpSend';
import { Bounded } from '../../bounded';

/** What reading a file of Batch's may cost. */
export interface DownloadBounds {
	/** Bytes. */
	readonly size: number;
	/** Milliseconds a server may send nothing. */
	readonly silence: number;
	/** Bytes a second that must come on the average once `silence` is over. */
	readonly leastRate: number;
}

/** The exports of the largest apps have some gigabytes; what is slower than a modem is kept slow on purpose, or never ends. */
export const downloadBounds: DownloadBounds = { size: 20 * 1024 ** 3, silence: 120_000, leastRate: 1024 };

/** The server is too slow to wait for. */
export class TooSlow extends Error {
	override readonly name = 'TooSlow';
}

/**
 * The bytes of an answer, which end in an error when they are too many or too slow. Only the time is counted in which
 * they are waited for, not what their reader does in between.
 * @throws TooMuch, TooSlow and what the network throws
 */
export async function* boundedDownload(
	{ body, destroy }: Pick<HttpAnswer, 'body' | 'destroy'>,
	{ size, silence, leastRate }: DownloadBounds = downloadBounds,
	now: () => number = Date.now,
): AsyncGenerator<Uint8Array> {
	const bounded = new Bounded('The file of Batch', { bytes: size });
	const seconds = silence / 1_000;
	let giveUp: (error: Error) => void = () => undefined;
	const silent = new Promise<never>((_resolve, reject) => {
		giveUp = reject;
	});
	silent.catch(() => undefined);
	const watch = new IdleWatch(silence, () => giveUp(new TooSlow(`The link to the file sent nothing for ${seconds} s`)));
	const iterator = body[Symbol.asyncIterator]();
	let waited = 0;
	let received = 0;
	try {
		for (;;) {
			const askedAt = now();
			watch.wait();
			const next = iterator.next();
			// When the silence wins the race, what becomes of the read is of no interest any more.
			next.catch(() => undefined);
			const { done, value } = await Promise.race([next, silent]);
			watch.rest();
			if (done) return;
			waited += now() - askedAt;
			received += value.byteLength;
			if (waited > silence && received < (leastRate * waited) / 1_000) {
				throw new TooSlow(`The link to the file sends less than ${leastRate} bytes a second, which is the least that is waited for`);
			}
			bounded.take(value.byteLength);
			yield value;
			await bounded.breathe();
		}
	} finally {
		watch.rest();
		destroy();
	}
}
