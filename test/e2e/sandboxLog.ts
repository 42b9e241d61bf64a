import { inject } from 'vitest';
import type { LoggedRequest } from '../sandbox/state.ts';

/** The calls that reached the sandbox of this run, the oldest first. */
export async function callsOfSandbox(): Promise<LoggedRequest[]> {
	const response = await fetch(`${inject('sandbox').url}/_sandbox/received?limit=5000`);
	const { requests } = (await response.json()) as { requests: LoggedRequest[] };
	return requests.sort((one, other) => one.id - other.id);
}

/** The newest call, with what it carried. */
export async function lastCallOfSandbox(): Promise<Pick<LoggedRequest, 'method' | 'path' | 'status' | 'body'>> {
	const { id } = (await callsOfSandbox()).at(-1) ?? {};
	const response = await fetch(`${inject('sandbox').url}/_sandbox/requests/${id}`);
	const { method, path, status, body } = (await response.json()) as LoggedRequest;
	return { method, path, status, body };
}
