import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

/** n8n's de-duplication store, as one execution reaches it. */
export type OnceStore = Pick<
	IExecuteFunctions['helpers'],
	'checkProcessedAndRecord' | 'removeProcessed' | 'getProcessedDataCount' | 'clearAllProcessedItems'
>;

/**
 * The name under which the store holds a key: 132 bits of its SHA-256. n8n makes an MD5 of every name, so that more bits
 * would be thrown away. Hashing first keeps a stranger who chooses keys from making two that share an MD5.
 */
export const nameOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 22);

/** Stands beside the name of what was sent. */
export const sentMark = (name: string): string => `s${name}`;

/** Takes the trust from a sent mark. */
export const doubtMark = (name: string): string => `d${name}`;

/** Records entries of the node. @returns those that were there before */
export async function record(store: OnceStore, entries: readonly string[], maxEntries?: number): Promise<ReadonlySet<string>> {
	const { processed } = await store.checkProcessedAndRecord([...entries], 'node', { mode: 'entries', maxEntries });
	return new Set(processed.map(String));
}

export async function remove(store: OnceStore, entries: readonly string[]): Promise<void> {
	await store.removeProcessed([...entries], 'node', { mode: 'entries' });
}
