import { sleep } from 'n8n-workflow';

import { Bounded, parseBounded, TooMuch } from '../../bounded';
import { isRecord } from '../../isRecord';
import { guardStream } from '../guardStream';
import { networkFailure } from '../networkFailure';
import type { Circumstances } from '../storage';
import { isStorageError, type StorageError } from '../storageError';
import type { HttpAnswer, HttpRequest, HttpSend } from './httpSend';

const pauseBeforeSecondTry = 1_000;
/** A directory index of a hundred thousand files; pages of buckets are a fraction of that. */
const longestText = 16 * 1024 * 1024;
/** A page of a bucket has a thousand objects of a few fields. */
const jsonBounds = { entries: 200_000, depth: 16 };
/** Of an error page nobody reads more. */
const longestRefusal = 8 * 1024;

/** HTTP as the storages use it: one second try where that is safe, failures in words. */
export class Exchange {
	/**
	 * @param server how to call the server in messages, e.g. "The web server files.example.com"
	 */
	constructor(
		private readonly send: HttpSend,
		private readonly server: string,
		private readonly circumstances: Circumstances,
		/** What of the credential leads to the server. */
		private readonly lead = 'Endpoint',
	) {}

	/**
	 * Sends a request; every status is an answer. What reads, or may run twice, is tried a second time when no
	 * answer came or the server asks to come back later.
	 */
	async ask(request: HttpRequest, { isRepeatable }: { isRepeatable: boolean }): Promise<HttpAnswer> {
		try {
			const answer = await this.askOnce(request);
			if (!isRepeatable || !isBusy(answer.statusCode)) return answer;
			answer.destroy();
		} catch (error) {
			const mayTryAgain = isStorageError(error) && error.isTemporary && (isRepeatable || error.kind === 'unreachable');
			if (!mayTryAgain) throw this.failure(error);
		}
		await sleep(pauseBeforeSecondTry);
		return await this.askOnce(request);
	}

	private async askOnce(request: HttpRequest): Promise<HttpAnswer> {
		const { signal } = this.circumstances;
		try {
			return await this.send(request, this.circumstances);
		} catch (error) {
			throw this.failure(signal?.aborted ? 'ERR_CANCELED' : error);
		}
	}

	/** The body of an answer as a stream that ends, is cut off or times out in our words. */
	guard(answer: HttpAnswer, body: AsyncIterable<Uint8Array> = answer.body): ReturnType<typeof guardStream> {
		return guardStream(body, {
			...this.circumstances,
			server: this.server,
			destroy: () => answer.destroy(),
			translate: (error) => this.failure(error),
		});
	}

	/** The body of an answer as text. */
	async text(answer: HttpAnswer): Promise<string> {
		const { stream, close } = this.guard(answer);
		const bounded = new Bounded(this.subject, { bytes: longestText });
		const chunks: Uint8Array[] = [];
		try {
			for await (const chunk of bounded.stream(stream)) chunks.push(chunk);
		} catch (error) {
			throw this.failure(error);
		} finally {
			await close();
		}
		return Buffer.concat(chunks).toString('utf8');
	}

	/** The body of an answer as an object of JSON; undefined for what is none. */
	async json(answer: HttpAnswer): Promise<Readonly<Record<string, unknown>> | undefined> {
		const text = await this.text(answer);
		try {
			const value = await parseBounded(text, new Bounded(this.subject, jsonBounds));
			return isRecord(value) ? value : undefined;
		} catch (error) {
			if (error instanceof TooMuch) throw this.failure(error);
			return undefined;
		}
	}

	/** What is bounded, at the beginning of a sentence. */
	private get subject(): string {
		return `What ${this.server.replace(/^The/, 'the')} answers`;
	}

	/** The first few kilobytes of an answer as text: what a server says against something. */
	async beginning(answer: HttpAnswer): Promise<string> {
		const { stream, close } = this.guard(answer);
		const chunks: Uint8Array[] = [];
		let length = 0;
		try {
			for await (const chunk of stream) {
				chunks.push(chunk);
				length += chunk.byteLength;
				if (length >= longestRefusal) break;
			}
		} finally {
			await close();
		}
		return Buffer.concat(chunks).subarray(0, longestRefusal).toString('utf8');
	}

	/** Puts a failure of the network into words. */
	failure(error: unknown): StorageError {
		return networkFailure(error, this.server, this.lead);
	}
}

/** Whether a server that answers so wants to be asked again later. */
export function isBusy(statusCode: number): boolean {
	return statusCode === 429 || statusCode === 500 || statusCode === 502 || statusCode === 503 || statusCode === 504;
}
