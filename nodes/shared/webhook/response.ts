import { sleep } from 'n8n-workflow';

/** What is needed of n8n's response object. */
export interface WebhookResponse {
	readonly statusCode: number;
	/** Whether the connection is gone. */
	readonly closed: boolean;
	once(event: 'close', listener: () => void): unknown;
	setHeader(name: string, value: string): unknown;
	status(code: number): { end(body?: string): unknown };
	end(...parts: unknown[]): unknown;
}

/** How long n8n may take to answer a client that has hung up; in milliseconds. */
const patience = 30_000;

/**
 * Tells once whether a call was taken: n8n answers 200 when it has taken the execution on, and something else, or
 * nothing, when it could not. That the client hears it is another matter: one that hung up is answered all the same
 * (n8n-ecosystem.md §10), so it is the answer that counts, not what arrives.
 */
export function onAnswer(response: WebhookResponse, listener: (taken: boolean) => void): void {
	let isTold = false;
	const tell = (taken: boolean) => {
		if (isTold) return;
		isTold = true;
		listener(taken);
	};
	const end = response.end.bind(response);
	response.end = (...parts) => {
		tell(response.statusCode === 200);
		return end(...parts);
	};
	const whenClosed = () => {
		if (!isTold) void sleep(patience).then(() => tell(false));
	};
	if (response.closed) whenClosed();
	else response.once('close', whenClosed);
}
