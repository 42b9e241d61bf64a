import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { indexingTokenOf } from '../../../shared/batch/audiences/applied';
import type { Entry } from '../../../shared/batch/bulk/lane';
import type { LaneReport } from '../../../shared/batch/bulk/sender';
import type { Api } from '../../../shared/batch/client/api';
import { catalogLimits, catalogs } from '../../../shared/batch/routes/catalogs';
import { violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { additionalFieldsOption, withAdditional } from '../../fields/additional';
import { shareOption, writeOptions } from '../../fields/options';
import { readWaiting, waitFields } from '../../fields/wait';
import { bulk, type Settled } from '../../operation';
import { nothingToSend, refuseWithoutAttributes } from '../../readAttributes';
import type { Item } from '../../run/item';
import { catalogField, readCatalog } from './catalog.fields';
import { itemAttributeFields, readAttributesOfItem } from './item.fields';
import { ItemsLane } from './itemsLane';

const idField: INodeProperties = {
	displayName: 'Item ID',
	name: 'itemId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. article-42',
	description: 'What identifies the item in the catalog',
	hint: 'Drag the field that holds it here',
};

const actionField: INodeProperties = {
	displayName: 'Action',
	name: 'itemAction',
	type: 'options',
	default: 'add',
	options: [
		{ name: 'Add', value: 'add', description: 'Puts the item with its attributes into the catalog' },
		{
			name: 'From Additional Fields (JSON)',
			value: 'additional',
			description: 'Batch documents no spelling for updating and removing: give the “action” you know under Additional Fields (JSON)',
		},
	],
	description: 'What to do with the item',
};

/** Catalog → Edit Items: many items, 200 a call (batch-api-2x.md §7.2, §15). */
export const editCatalogItems = bulk<IDataObject>({
	text: {
		name: 'Edit Items',
		value: 'editItems',
		action: 'Edit items of catalog',
		description: `Put items into a catalog, in calls of up to ${catalogLimits.itemsPerCatalogCall.value} of them`,
	},
	fields: [
		catalogField,
		idField,
		actionField,
		...itemAttributeFields,
		...waitFields({
			isOn: false,
			description: 'Whether to ask Batch, once all is sent, until messages can show the items; without it “accepted” says that Batch took them',
			atMost: 300,
			every: 1,
		}),
		writeOptions([
			{ ...additionalFieldsOption, description: 'Fields of an item that this node does not know, put into the item as they are. None may be set by a field above.' },
			shareOption,
		]),
	],
	prepare,
	answer,
	settled,
});

function prepare(item: Item): Entry<IDataObject> {
	const catalog = readCatalog(item);
	const itemId = item.text('itemId');
	item.show({ itemId });
	if (itemId === '') item.refuse(violation(item.label('itemId'), '', 'must not be empty'));
	const adds = item.choice('itemAction', ['add', 'additional']) === 'add';
	const { attributes, violations, leftOut } = readAttributesOfItem(item);
	if (leftOut.length > 0) item.show({ leftOut: [...leftOut] });
	item.check(violations);
	const isEmpty = Object.keys(attributes).length === 0;
	if (adds && isEmpty && leftOut.length > 0) item.skip(nothingToSend);
	if (adds && isEmpty) refuseWithoutAttributes(item, item.choice('attributesFrom'));
	const known: IDataObject = { id: itemId, ...(adds && { action: 'add' }), ...(!isEmpty && { attributes: attributes as IDataObject }) };
	const payload = withAdditional(item, known);
	if (typeof payload.action !== 'string' || payload.action === '') {
		item.refuse(violation(item.label('options.additionalJson'), payload.action ?? '', 'must give the “action” of the item'));
	}
	return { lane: new ItemsLane(catalog, readWaiting(item)), identity: itemId, payload };
}

function answer(body: unknown): IDataObject {
	const indexingToken = indexingTokenOf(body);
	return indexingToken === undefined ? {} : { indexingToken };
}

/** Every call has a token of its own, and Batch does not say that it applies them in their order. */
async function settled({ lane, answers }: LaneReport<IDataObject>, api: Api): Promise<Settled> {
	if (!(lane instanceof ItemsLane) || lane.waiting === undefined) return {};
	const { catalog, waiting } = lane;
	const timeLeft = api.sharing(waiting);
	let last: unknown;
	for (const token of answers.map(indexingTokenOf).toReversed()) {
		if (token === undefined) return { status: 'pending', reason: 'Batch gave no indexing token, so whether it is applied cannot be asked' };
		const { isDone, body } = await api.until({ route: catalogs.view, query: { name: catalog, indexing_token: token } }, isApplied, timeLeft());
		if (!isDone) {
			return { status: 'pending', reason: `Not applied after ${waiting.atMost} seconds. Catalog → Get with the indexing token tells when it is.` };
		}
		last ??= body;
	}
	return { totals: { applied: { [catalog]: isRecord(last) ? { items: last.items as number } : true } } };
}

function isApplied(body: unknown): boolean {
	return isRecord(body) && body.indexing_state === 'APPLIED';
}
