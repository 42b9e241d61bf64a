import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { expect, vi } from 'vitest';

import { storageCredentials } from '../../../../nodes/shared/storage/openStorage.ts';
import type { Fixture } from '../../../servers/support/fixture.ts';
import { pollNode, type Poll } from '../../harness/poll.ts';

export const minute = 60_000;
export const hour = 60 * minute;

export const header = 'event,timestamp,custom_user_id,campaign_token\n';

/** Rows of a push export; the number says which. */
export function pushRows(count: number, first = 0): string {
	return Array.from(
		{ length: count },
		(_, index) => `push_sent,2026-03-01T10:00:00Z,user-${first + index},campaign-${index % 3}\n`,
	).join('');
}

/** The users of these rows. */
export function usersOf(count: number, first = 0): string[] {
	return Array.from({ length: count }, (_, index) => `user-${first + index}`);
}

/** What comes out of the first and of the second output. */
export type Drained = [items: IDataObject[], setAside: IDataObject[]];

/** A folder of its own on the server, and a trigger that watches it. */
export class Watch {
	readonly folder: string;
	/** With the node's id it names what the process remembers of the node. */
	readonly workflowId = randomUUID();
	staticData: IDataObject = {};
	private activation: Poll['activation'];

	constructor(
		readonly fixture: Fixture,
		public parameters: INodeParameters = {},
		readonly credential = fixture.credential(),
		folder = `watched-${randomUUID().slice(0, 8)}`,
	) {
		this.folder = folder;
	}

	/** The same node in another process, or in the next one: it knows what is saved, and nothing else. */
	inAnotherProcess(saved = this.staticData): Watch {
		const other = new Watch(this.fixture, this.parameters, this.credential, this.folder);
		other.staticData = asSaved(saved);
		other.activation = 'init';
		return other;
	}

	async write(name: string, content: string | Uint8Array, age = 0): Promise<void> {
		await this.fixture.shelf.write(`${this.folder}/${name}`, content, new Date(Date.now() - age));
	}

	async remove(name: string): Promise<void> {
		await this.fixture.shelf.remove(`${this.folder}/${name}`);
	}

	async read(name: string): Promise<Buffer | undefined> {
		return await this.fixture.shelf.read(`${this.folder}/${name}`);
	}

	async poll(options: Poll = {}): Promise<INodeExecutionData[][] | null> {
		const { options: chosen, ...parameters } = this.parameters;
		return await pollNode(
			{
				type: 'batchFileTrigger',
				workflowId: this.workflowId,
				credentials: { [storageCredentials[this.fixture.kind]]: { ...this.credential, allowPrivateAddresses: true } },
				parameters: {
					source: this.fixture.kind,
					folder: this.folder,
					pollTimes: { item: [{ mode: 'everyMinute' }] },
					...parameters,
					options: { unchangedFor: 0, attempts: 1, ...(chosen as INodeParameters | undefined) },
				},
			},
			{ staticData: this.staticData, activation: this.activation, ...options },
		);
	}

	/** Polls until one emits nothing, up to so many times. */
	async drain(polls = 30): Promise<Drained> {
		const all: Drained = [[], []];
		for (let poll = 0; poll < polls; poll++) {
			const outputs = await this.poll();
			if (outputs === null) break;
			for (const output of [0, 1]) for (const item of outputs[output]!) all[output]!.push(item.json);
		}
		return all;
	}

	/** As if the pause before the next attempt were over. */
	skipPauses(): void {
		const state = structuredClone(this.staticData.watch) as
			| { id: string; open: Record<string, { trouble?: { retryAt: number } }> }
			| undefined;
		if (state === undefined) return;
		for (const file of Object.values(state.open)) if (file.trouble) file.trouble.retryAt = 0;
		// Another state, for the process that remembers what it found out since the last one.
		state.id = `${state.id}-later`;
		this.staticData.watch = state as unknown as IDataObject;
	}

	/** Files that it has begun and not finished. */
	openFiles(): number {
		return Object.keys((this.staticData.watch as { open: object }).open).length;
	}
}

/** A watch that has begun: with what lies in the folder already. */
export async function begun(fixture: Fixture, parameters: INodeParameters = {}, credential = fixture.credential()): Promise<Watch> {
	const watch = new Watch(fixture, parameters, credential);
	await watch.write('history.csv', header + pushRows(3), 48 * hour);
	expect(await watch.poll()).toBeNull();
	return watch;
}

/** Only what JSON keeps is there after a restart. */
export function asSaved(staticData: IDataObject): IDataObject {
	return JSON.parse(JSON.stringify(staticData)) as IDataObject;
}

/** What happens then happens so many milliseconds later, by the clock of this process. */
export async function later(milliseconds: number, act: () => Promise<void>): Promise<void> {
	const now = Date.now.bind(Date);
	const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + milliseconds);
	try {
		await act();
	} finally {
		clock.mockRestore();
	}
}

/** Where it has to look twice at a file, because uploads can be seen while they are under way. */
export function looksTwice({ kind }: Fixture): boolean {
	return kind !== 's3' && kind !== 'gcs';
}

export const users = (items: IDataObject[]): unknown[] => items.map(({ customId }) => customId);
export const names = (items: IDataObject[]): unknown[] => [...new Set(items.map(({ _file }) => (_file as IDataObject).name))];
export const versions = (items: IDataObject[]): unknown[] => [...new Set(items.map(({ _file }) => (_file as IDataObject).version))];
export const json = (outputs: INodeExecutionData[][] | null): IDataObject[] => (outputs?.[0] ?? []).map((item) => item.json);
