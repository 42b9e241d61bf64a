import { PassThrough } from 'node:stream';

import type { Client } from 'basic-ftp';

import { StorageError } from '../storageError';
import { withTimeLimit } from '../timeLimit';

/** The longest wait for what the server says of an end that needs no saying. */
const patience = 1_000;

export interface Download {
	/** In full. */
	readonly path: string;
	readonly offset: number;
	/** Bytes of the whole file, where the server tells. */
	readonly size: number | undefined;
	/** How to call the server, e.g. "The FTP server ftp.example.com". */
	readonly server: string;
	/** Milliseconds to wait for the next sign of life. */
	readonly timeout: number;
}

/** One file on its way over a data connection of its own. */
export class FtpTransfer {
	private readonly pipe = new PassThrough();

	/** What the server says at the end. */
	private readonly lastWord: Promise<unknown>;

	private received = 0;

	private isSettled = false;

	constructor(
		client: Client,
		private readonly download: Download,
	) {
		this.lastWord = client.downloadTo(this.pipe, download.path, download.offset).then(() => {
			this.isSettled = true;
		});
		this.lastWord.catch(() => undefined);
	}

	/** Whether both sides are done with it, so that the connection is free for something else. */
	get isOver(): boolean {
		return this.isSettled;
	}

	/** Waits for the first bytes. Throws what the server has against it, so that this is not met in the stream. */
	async begin(): Promise<void> {
		const { pipe } = this;
		let end: (() => void) | undefined;
		const ended = new Promise<void>((resolve) => (end = resolve));
		const begun = new Promise<void>((resolve) => {
			// It becomes readable at its end, too, which a refused transfer brings about.
			pipe.on('readable', () => (pipe.readableLength > 0 ? resolve() : end?.()));
		});
		await Promise.race([begun, this.lastWord, ended.then(async () => await this.hear())]);
	}

	/** The bytes, once. Ends early only by throwing. */
	async *read(): AsyncGenerator<Uint8Array> {
		for await (const chunk of this.pipe as AsyncIterable<Uint8Array>) {
			this.received += chunk.byteLength;
			yield chunk;
		}
		await this.conclude();
	}

	stop(): void {
		this.pipe.destroy();
	}

	/**
	 * The end of the data is no proof: a connection that was cut may end like one that was closed. The size is
	 * one; where it is not known, only the server's last word is. That may never come once the data was cut.
	 */
	private async conclude(): Promise<void> {
		const { size, offset, server } = this.download;
		const end = offset + this.received;
		if (size === undefined || end > size) {
			await this.lastWord;
			return;
		}
		await this.hear();
		if (end < size) {
			throw new StorageError(
				'lost',
				`${server} cut the connection after ${end} of ${size} bytes`,
				'It is tried again with the next poll. If it happens each time, look at the server’s log.',
			);
		}
	}

	/** Waits a moment for the last word, whatever it is. */
	private async hear(): Promise<void> {
		const limit = Math.min(patience, this.download.timeout / 2);
		await withTimeLimit(this.lastWord, limit, () => new Error('said nothing')).catch(() => undefined);
	}
}
