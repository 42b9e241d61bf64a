import type { HttpAnswer, HttpRequest, HttpSend } from '../../../../nodes/shared/storage/web/httpSend.ts';

export interface Said {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | AsyncIterable<Uint8Array>;
}

/** A network that answers as a test wants it to. */
export function answering(answer: (request: HttpRequest) => Said): { send: HttpSend; requests: HttpRequest[] } {
	const requests: HttpRequest[] = [];
	const send: HttpSend = async (request): Promise<HttpAnswer> => {
		requests.push(request);
		const { status = 200, headers = {}, body = '' } = answer(request);
		const isEmpty = request.method === 'HEAD';
		const stream = typeof body === 'string' ? once(isEmpty ? '' : body) : body;
		return await Promise.resolve({ statusCode: status, headers, body: stream, destroy: () => undefined });
	};
	return { send, requests };
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
	// In pieces, as a network gives them.
	for (let at = 0; at < text.length; at += 65_536) yield await Promise.resolve(Buffer.from(text.slice(at, at + 65_536)));
}

/** Lists to the end, and keeps nothing of it. */
export async function drain(files: AsyncIterable<unknown>): Promise<void> {
	const iterator = files[Symbol.asyncIterator]();
	for (let next = await iterator.next(); !next.done; next = await iterator.next());
}

/** More than any turn should take, even on a machine that has much else to do; unbounded, these inputs took ten seconds and more. */
export const noticeable = 1_000;
