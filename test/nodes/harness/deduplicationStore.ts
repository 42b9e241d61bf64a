import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';
import { core } from './builtPackage.ts';

/** The table behind the store: one text a key, as a database would hold it. */
export interface Rows {
	find(key: string): Promise<string | undefined>;
	/** @throws Error when the key is there already, as a database does for a primary key */
	insert(key: string, value: string): Promise<void>;
	/** Does nothing when the key is not there. */
	update(key: string, value: string): Promise<void>;
	remove(key: string): Promise<void>;
}

export class RowsInMemory implements Rows {
	readonly values = new Map<string, string>();

	async find(key: string) {
		return this.values.get(key);
	}
	async insert(key: string, value: string) {
		if (this.values.has(key)) throw new Error('UNIQUE constraint failed: processed_data.workflowId, processed_data.context');
		this.values.set(key, value);
	}
	async update(key: string, value: string) {
		if (this.values.has(key)) this.values.set(key, value);
	}
	async remove(key: string) {
		this.values.delete(key);
	}
}

interface Call {
	method: keyof Rows;
	key: string;
	value: string;
}

/**
 * Serves a table to other processes.
 * @param onCall is told of each call before it is carried out
 */
export async function serveRows(rows: Rows, onCall?: () => Promise<void> | void) {
	const handle = async (incoming: IncomingMessage): Promise<{ status: number; body: string }> => {
		const { method, key, value } = JSON.parse(await text(incoming)) as Call;
		await onCall?.();
		try {
			return { status: 200, body: JSON.stringify((await rows[method](key, value)) ?? null) };
		} catch (error) {
			return { status: 409, body: String(error) };
		}
	};
	const server = createServer((incoming, outgoing) => {
		void handle(incoming).then(({ status, body }) => outgoing.writeHead(status).end(body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** A table that another process serves. */
export function rowsAt(url: string): Rows {
	const ask = async (call: Partial<Call>): Promise<unknown> => {
		const answer = await fetch(url, { method: 'POST', body: JSON.stringify(call) });
		if (!answer.ok) throw new Error(await answer.text());
		return await answer.json();
	};
	return {
		find: async (key) => ((await ask({ method: 'find', key })) as string | null) ?? undefined,
		insert: async (key, value) => void (await ask({ method: 'insert', key, value })),
		update: async (key, value) => void (await ask({ method: 'update', key, value })),
		remove: async (key) => void (await ask({ method: 'remove', key })),
	};
}

/** Milliseconds a read or a write takes: a random number up to the given one. */
export const upTo = (milliseconds: number) => () => Math.random() * milliseconds;

/**
 * n8n's de-duplication store as n8n 2.41 has it: one row a node, and one a workflow, with the hashes of all keys, read, changed
 * in memory and written back, with time passing in between. What is atomic is that a row comes into being, and its end.
 */
export class DeduplicationStore implements IDataDeduplicator {
	/** How long each read and each write takes. */
	delay = upTo(3);
	/** Set to make the next calls fail. */
	failures = 0;
	calls = 0;

	rows: Rows;

	constructor(rows: Rows) {
		this.rows = rows;
	}

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		{ maxEntries }: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const hashes = items.map(hash);
		const before = await this.#rewrite(scope, context, (entries = []) => {
			const known = new Set(entries);
			return [...entries, ...hashes.filter((entry) => !known.has(entry))].slice(-(maxEntries ?? 0));
		});
		const known = new Set(before);
		const isKnown = (_item: unknown, index: number) => known.has(hashes[index]!);
		return { new: items.filter((item, index) => !isKnown(item, index)), processed: items.filter(isKnown) };
	}

	async removeProcessed(items: DeduplicationItemTypes[], scope: DeduplicationScope, context: ICheckProcessedContextData) {
		const removed = new Set(items.map(hash));
		await this.#rewrite(scope, context, (entries) => entries?.filter((entry) => !removed.has(entry)));
	}

	async clearAllProcessedItems(scope: DeduplicationScope, context: ICheckProcessedContextData) {
		await this.rows.remove(keyOf(scope, context));
	}

	async getProcessedDataCount(scope: DeduplicationScope, context: ICheckProcessedContextData) {
		return (await this.#read(scope, context)).entries?.length ?? 0;
	}

	/** @returns the entries that were there before */
	async #rewrite(scope: DeduplicationScope, context: ICheckProcessedContextData, change: (entries?: string[]) => string[] | undefined) {
		const { key, entries } = await this.#read(scope, context);
		const changed = change(entries);
		if (changed === undefined) return entries;
		await wait(this.delay());
		const value = JSON.stringify(changed);
		await (entries === undefined ? this.rows.insert(key, value) : this.rows.update(key, value));
		return entries;
	}

	async #read(scope: DeduplicationScope, context: ICheckProcessedContextData) {
		this.calls += 1;
		if (this.failures > 0) {
			this.failures -= 1;
			throw new Error('the database is locked');
		}
		const key = keyOf(scope, context);
		await wait(this.delay());
		const value = await this.rows.find(key);
		return { key, entries: value === undefined ? undefined : (JSON.parse(value) as string[]) };
	}
}

function keyOf(scope: DeduplicationScope, { workflow, node }: ICheckProcessedContextData): string {
	return `${workflow.id} ${scope === 'node' ? `n:${node?.id}` : ''}`;
}

const hash = (item: DeduplicationItemTypes): string => createHash('md5').update(String(item)).digest('base64');

/** Makes it the store of this process; n8n-core takes one, once. */
export async function installDeduplicationStore(rows: Rows): Promise<DeduplicationStore> {
	const store = new DeduplicationStore(rows);
	await core.DataDeduplicationService.init(store);
	return store;
}
