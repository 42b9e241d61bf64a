import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import type { BatchRequest } from '../../../shared/batch/client/client';
import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
import { platformNames } from '../../../shared/batch/family';
import { violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';

/** A list of campaigns in which a name is looked for. */
export interface NamedList {
	readonly request: Omit<BatchRequest, 'repeatable'>;
	/** The list's name in the answer. */
	readonly key: string;
	/** What Batch calls a campaign of the list; nothing of one that the API did not create. */
	identify(row: IDataObject): unknown;
}

/** Stands for what Batch calls a campaign of an earlier item. */
const ofThisRun = Symbol('of this run');

type Names = Map<string, string | typeof ofThisRun>;

/** So many campaigns are looked through, at a page of a hundred a second. */
const lookedThrough = 5_000;

/**
 * The names of the campaigns that the API created, read once a run, where they are asked for. A run that broke off
 * after a call and is repeated finds in them what it has created.
 */
export class CampaignNames {
	private readonly places = new Map<string, Promise<Names>>();

	/**
	 * Creates a campaign unless one of its name is there.
	 * @param lists one for each call, in their order: what an earlier try of the same run created is not in its own way
	 * @param create makes the calls
	 */
	async createOnce<Created>(item: Item, api: Api, name: string, lists: readonly NamedList[], create: () => Promise<Created>): Promise<Created> {
		await this.refuseTaken(item, api, name, lists);
		const settled = await settleCalls(create());
		if (settled.failed === undefined) return settled.value;
		if (!settled.failed.failure.mayHaveArrived) await this.release(name);
		throw settled.failed;
	}

	private async refuseTaken(item: Item, api: Api, name: string, lists: readonly NamedList[]): Promise<void> {
		if (api.connection.isStandIn || (item.has('options.ifNameExists') && item.choice('options.ifNameExists') === 'create')) return;
		for (const [index, list] of lists.entries()) {
			const taken = await this.read(api, list);
			const identity = api.remembers(index) ? undefined : taken.get(name);
			if (identity !== undefined) refuse(item, name, identity, list);
		}
		// Also when its answer is lost: another item of the same name must not be created after it.
		for (const list of lists) (await this.read(api, list)).set(name, ofThisRun);
	}

	/** What Batch refused is there for the next item of the name. */
	private async release(name: string): Promise<void> {
		for (const place of this.places.values()) (await place).delete(name);
	}

	private async read(api: Api, list: NamedList): Promise<Names> {
		const place = list.request.platform ?? 'project';
		const known = this.places.get(place) ?? namesOf(api, list);
		this.places.set(place, known);
		const settled = await settleCalls(known);
		if (settled.failed === undefined) return settled.value;
		const { failure } = settled.failed;
		throw new CallFailed({
			...failure,
			message: `Not created, because the names of the campaigns could not be read: ${failure.message}`,
			advice: `${failure.advice} To create it without looking, choose Create Another under If the Name Exists.`,
			mayHaveArrived: false,
		});
	}
}

function refuse(item: Item, name: string, identity: string | typeof ofThisRun, { request }: NamedList): never {
	if (identity === ofThisRun) {
		const advice = 'Change the name, or choose Create Another under If the Name Exists.';
		return item.refuse({ ...violation(item.label('name'), name, 'is that of an earlier item of this run'), advice });
	}
	const where = request.platform === undefined ? '' : ` in the ${platformNames[request.platform]} app`;
	item.show({ existing: identity });
	return item.refuse({
		...violation(item.label('name'), name, `exists already${where}: ${identity}`),
		advice: 'If it came from a run that broke off, go on with that campaign. Otherwise change the name, or choose Create Another under If the Name Exists.',
	});
}

async function namesOf(api: Api, { request, key, identify }: NamedList): Promise<Names> {
	const names: Names = new Map();
	let count = 0;
	for await (const row of api.pages(request, key)) {
		const identity = identify(row);
		if (typeof row.name === 'string' && typeof identity === 'string') names.set(row.name, identity);
		if (++count >= lookedThrough) break;
	}
	return names;
}
