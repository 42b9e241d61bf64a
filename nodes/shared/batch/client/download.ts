import type { RequestHelperFunctions } from 'n8n-workflow';

import { n8nHttp } from '../../storage/web/n8nHttp';
import { boundedDownload } from './boundedDownload';
import type { BatchClient, BatchRequest } from './client';
import { CallFailed, type CallFailure } from './failure';

/** A file of Batch's that is being read. */
export interface Download {
	/** Throws when it is too large or too slow, in words. */
	readonly stream: AsyncIterable<Uint8Array>;
	/** Bytes, where the server says. */
	readonly size: number | undefined;
	readonly contentType: string | undefined;
	/** Ends the connection, whether all was read or not. */
	close(): void;
}

/** @throws CallFailed */
export type OpenDownload = (request: BatchRequest, signal: AbortSignal | undefined) => Promise<Download>;

/** Milliseconds in which the first byte must come. */
const answerAtMost = 120_000;

/**
 * Opens files the way Batch gives them: the API answers with a redirect to a signed link on another host
 * (batch-api-2x.md §7.1, batch-api-1x.md §9.1), which is followed once and without the keys.
 */
export function downloads(client: BatchClient, { httpRequest }: Pick<RequestHelperFunctions, 'httpRequest'>): OpenDownload {
	const send = n8nHttp({ httpRequest });
	return async (request, signal) => {
		const result = await client.send({ ...request, expectsRedirect: true });
		if (!result.ok) throw new CallFailed(result.failure);
		const url = linkOf(result.location);
		if (url === undefined) throw new CallFailed(failed('Batch answered without a link to the file'));
		const answer = await send({ method: 'GET', url, headers: {} }, { timeout: answerAtMost, signal });
		const { statusCode, headers, destroy } = answer;
		if (statusCode < 200 || statusCode > 299) {
			destroy();
			throw new CallFailed({ ...failed(`The link to the file answered with HTTP ${statusCode}`), statusCode });
		}
		return {
			stream: boundedDownload(answer),
			size: Number(headers['content-length']) || undefined,
			contentType: headers['content-type'],
			close: destroy,
		};
	};
}

function linkOf(location: string | undefined): string | undefined {
	return location !== undefined && URL.canParse(location) && /^https?:$/.test(new URL(location).protocol) ? location : undefined;
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
