import { createHash } from 'crypto';
import { sleep, type IExecuteFunctions } from 'n8n-workflow';

/** n8n's de-duplication store, as one execution reaches it. */
export interface OnceStore {
	readonly helpers: Pick<IExecuteFunctions['helpers'], 'checkProcessedAndRecord' | 'removeProcessed' | 'getProcessedDataCount'>;
	/** How many keys are to be remembered. */
	readonly history: number;
}

/**
 * Milliseconds before a store that failed is asked again: a database that restarts or a lock that is held is
 * back within seconds; what lasts longer is said.
 */
const pausesAfterFailures = [100, 400, 1_000, 2_000, 4_000];

/** Removing walks n8n's list from its start for every entry: this many, and the event loop gets its turn. Three make a key. */
const removedAtOnce = 3 * 84;

/**
 * The name under which the store holds a key: 132 bits of its SHA-256. n8n makes an MD5 of every name, so that
 * more bits would be thrown away and an entry takes 27 bytes of the row whatever the name is; fewer would bring
 * two events under one name sooner than MD5 does by itself. Hashing first keeps a stranger who chooses keys
 * from making two that share an MD5.
 */
export const nameOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 22);

/** Stands in the store from a key's claim until it was sent. */
export const pendingMark = (name: string) => `p${name}`;

/** Says that a claim is held, whoever else finds its own claim in place. */
export const heldMark = (name: string) => `h${name}`;

/** Records entries. @returns those that were recorded before */
export async function record({ helpers }: OnceStore, entries: readonly string[], maxEntries?: number): Promise<ReadonlySet<string>> {
	const { processed } = await persistently(async () => await helpers.checkProcessedAndRecord([...entries], 'node', { mode: 'entries', maxEntries }));
	return new Set(processed.map(String));
}

/** Reads only. @returns how many entries the store holds */
export async function count({ helpers }: OnceStore): Promise<number> {
	return await persistently(async () => await helpers.getProcessedDataCount('node', { mode: 'entries' }));
}

/** Entries as they are removed at once; each three that follow each other, from the first on, go together. */
export function portionsOf(entries: readonly string[]): ReadonlyArray<readonly string[]> {
	return Array.from({ length: Math.ceil(entries.length / removedAtOnce) }, (_unused, number) =>
		entries.slice(number * removedAtOnce, (number + 1) * removedAtOnce),
	);
}

/** Removes a portion of entries. */
export async function remove({ helpers }: OnceStore, entries: readonly string[]): Promise<void> {
	await persistently(async () => await helpers.removeProcessed([...entries], 'node', { mode: 'entries' }));
}

async function persistently<Result>(attempt: () => Promise<Result>): Promise<Result> {
	for (const pause of pausesAfterFailures) {
		try {
			return await attempt();
		} catch {
			await sleep(pause);
		}
	}
	return await attempt();
}
