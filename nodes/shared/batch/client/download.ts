import type { RequestHelperFunctions } from 'n8n-workflow';

import { Bounded, TooMuch } from '../../bounded';
import { guardStream } from '../../storage/guardStream';
import { isStorageError, StorageError } from '../../storage/storageError';
import { n8nHttp } from '../../storage/web/n8nHttp';
import type { BatchClient, BatchRequest } from './client';
import type { Connection } from './connection';
import { wordsOfSilence } from './describeFailure';
import { noAnswerFrom } from './exchange';
import { CallFailed, type CallFailure } from './failure';
import { linkOf, problemOfFileAddress } from './link';

/** A file of Batch's that is being read. */
export interface Download {
	/** The bytes. Throws CallFailed where it breaks off, falls silent, or does not end. */
	readonly stream: AsyncIterable<Uint8Array>;
	/** The same as the stream of Node that n8n stores files from. Only one of the two can be read. */
	nodeStream(): NodeStream;
	/** Bytes, where the server says. */
	readonly size: number | undefined;
	readonly contentType: string | undefined;
	/** Ends the connection, whether all was read or not. */
	close(): void;
}

/** What n8n's `prepareBinaryData` takes beside a Buffer. */
export type NodeStream = Exclude<Parameters<import('n8n-workflow').BinaryHelperFunctions['prepareBinaryData']>[0], Buffer>;

/** A link that Batch's answer holds: nobody need be asked for it. */
export interface Link {
	readonly link: string;
}

/** @throws CallFailed */
export type OpenDownload = (source: BatchRequest | Link, signal: AbortSignal | undefined) => Promise<Download>;

/** What a file may take. */
export interface DownloadBounds {
	/** Milliseconds to wait for the first byte, and for each that follows. */
	readonly silence: number;
	readonly bytes: number;
	/** For all of it. */
	readonly milliseconds: number;
}

/** A part has 100 MB (batch-api-2x.md §7.1); the one file of the app family may have more. */
const usualBounds: DownloadBounds = { silence: 60_000, bytes: 4 * 1024 * 1024 * 1024, milliseconds: 1_800_000 };

/**
 * Opens files the way Batch gives them: the API answers with a redirect to a signed link on another host
 * (batch-api-2x.md §7.1, batch-api-1x.md §9.1), which is followed once and without the keys.
 */
export function downloads(
	client: BatchClient,
	connection: Connection,
	{ httpRequest }: Pick<RequestHelperFunctions, 'httpRequest'>,
	bounds = usualBounds,
): OpenDownload {
	const send = n8nHttp({ httpRequest });
	return async (source, signal) => {
		const url = 'link' in source ? checked(connection, source.link) : await askForLink(client, connection, source);
		const circumstances = { timeout: bounds.silence, signal };
		const answer = await send({ method: 'GET', url, headers: {} }, circumstances).catch(
			async (error: unknown) => await Promise.reject(new CallFailed(signal?.aborted ? cancelled() : failed(`The link to the file does not answer: ${reasonOf(error)}`))),
		);
		const { statusCode, headers, body, destroy } = answer;
		if (statusCode < 200 || statusCode > 299) {
			destroy();
			throw new CallFailed({ ...failed(problemOfStatus(statusCode)), statusCode });
		}
		const size = Number(headers['content-length']) || undefined;
		const read = (source: AsyncIterable<Uint8Array>) => guarded(source, { bounds, signal, size, destroy });
		return {
			stream: read(body),
			// Composed by the body itself: the module of Node's streams is not to be had on n8n Cloud.
			nodeStream: () => (body as unknown as Composable).compose(read),
			size,
			contentType: headers['content-type'],
			close: destroy,
		};
	};
}

interface Composable {
	compose(through: (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>): NodeStream;
}

async function askForLink(client: BatchClient, connection: Connection, request: BatchRequest): Promise<string> {
	const { address } = request;
	const problem = address === undefined ? undefined : problemOfFileAddress(connection, address);
	if (problem !== undefined) throw new CallFailed({ ...failed(problem), advice: 'Check the API Address in the Batch credential.' });
	const result = await client.send({ ...request, expectsRedirect: true });
	if (!result.ok) throw new CallFailed(result.failure);
	return checked(connection, result.location);
}

function checked(connection: Connection, location: string | undefined): string {
	const link = linkOf(connection, location);
	if ('problem' in link) throw new CallFailed(failed(link.problem));
	return link.url;
}

interface Guard {
	readonly bounds: DownloadBounds;
	readonly signal: AbortSignal | undefined;
	readonly size: number | undefined;
	destroy(): void;
}

async function* guarded(source: AsyncIterable<Uint8Array>, { bounds, signal, size, destroy }: Guard): AsyncGenerator<Uint8Array> {
	const { silence, bytes, milliseconds } = bounds;
	const { stream } = guardStream(source, {
		timeout: silence,
		signal,
		server: 'The link to the file',
		destroy,
		translate: (error) => (isStorageError(error) ? error : new StorageError('lost', reasonOf(error))),
	});
	let received = 0;
	try {
		for await (const chunk of new Bounded('The file', { bytes, milliseconds }).stream(stream)) {
			received += chunk.byteLength;
			yield chunk;
		}
	} catch (error) {
		throw failedWhileReading(error, silence);
	}
	// A server that compresses sends fewer bytes than come out, never more.
	if (size !== undefined && received < size) throw new CallFailed(failed(`The file broke off after ${received} of ${size} bytes`));
}

function failedWhileReading(error: unknown, silence: number): CallFailed {
	if (error instanceof TooMuch) return new CallFailed(failed(error.message));
	if (isStorageError(error, 'cancelled')) return new CallFailed(cancelled());
	if (isStorageError(error, 'timeout')) return new CallFailed(failed(`The link to the file sent nothing for ${silence / 1_000} seconds`));
	return new CallFailed(failed(`The file broke off while it was read: ${reasonOf(error)}`));
}

function problemOfStatus(statusCode: number): string {
	if (statusCode >= 300 && statusCode < 400) return 'The link to the file leads on to another address, which is not followed';
	return `The link to the file answered with HTTP ${statusCode}`;
}

/** What the network's code means, and nothing else: a message may hold the link, and whoever has the link has the file. */
function reasonOf(error: unknown): string {
	if (isStorageError(error)) return error.message;
	const exchange = noAnswerFrom(error);
	return wordsOfSilence(exchange.kind === 'noAnswer' ? exchange.code : '', 'the connection failed');
}

function failed(message: string): CallFailure {
	return {
		message,
		advice: 'Links to files are good for 20 minutes: run it again for a new one. Look whether the export has ended with success.',
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: 'unavailable',
	};
}

function cancelled(): CallFailure {
	return {
		message: 'The execution was cancelled while a file was read',
		advice: 'Run the workflow again.',
		mayHaveArrived: false,
		concernsEveryCall: true,
		cause: 'cancelled',
	};
}
