import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
	NodeParameterValue,
} from 'n8n-workflow';

import type { Entry } from '../shared/batch/bulk/lane';
import type { LaneReport } from '../shared/batch/bulk/sender';
import type { Api } from '../shared/batch/client/api';
import type { CallFailure } from '../shared/batch/client/failure';
import type { Bounded } from '../shared/bounded';
import type { StorageKind } from '../shared/storage/openStorage';
import type { Platform } from '../shared/batch/family';
import type { Item, Items } from './run/item';

/** What the editor shows of an operation. */
interface OperationText extends INodePropertyOptions {
	readonly value: string;
	/** Verb and resource, as the node picker lists it. */
	readonly action: string;
	readonly description: string;
}

/** Values of other fields by which something shows. Empty: always. */
export type Show = Readonly<Record<string, NodeParameterValue[]>>;

/** Credentials of an operation, each with the condition under which it is asked for. */
export type Uses = Readonly<Partial<Record<'batch' | StorageKind, Show>>>;

interface OperationBase {
	readonly text: OperationText;
	/** The operation's own fields; the resource and operation they belong to are added when the node is put together. */
	readonly fields: INodeProperties[];
	readonly uses: Uses;
}

/** An output item with more than its json. */
export class Output {
	constructor(
		readonly json: IDataObject,
		readonly binary?: IBinaryKeyData,
	) {}
}

export type Out = IDataObject | Output;

/** One item in, its results out: get, create, list, wait, download, parse. */
export interface ItemOperation<Once = unknown> extends OperationBase {
	readonly shape: 'item';
	/** Once a run: what all items share. */
	begin?(context: IExecuteFunctions): Promise<Once>;
	/**
	 * What it throws becomes the item's verdict, and the other items go on.
	 * @throws CallFailed, and what `item` refuses
	 */
	run(item: Item, api: Api, once: Once): Promise<Out | Out[]> | AsyncIterable<Out>;
}

/** What became of a lane after its last call. */
export interface Settled {
	/** Of the rows that Batch took; `pending`: taken, and not known to be applied. */
	readonly status?: 'accepted' | 'pending';
	/** Why they are pending. */
	readonly reason?: string;
	/** Why the rows did not stay after all, although Batch had taken them. */
	readonly failure?: CallFailure;
	/** What is told once of the whole lane. Lists of one name are joined. */
	readonly totals?: IDataObject;
	/** The same, as a sentence that the editor shows beside the output. */
	readonly hint?: string;
}

/** A lane after its last call, and what did not get that far. */
export interface LaneSettling<Payload> extends LaneReport<Payload> {
	/** What the verdicts show of the rows that were refused before anything of them was sent, on whatever lane. */
	readonly refused: readonly IDataObject[];
	/** Of this lane: rows that Batch refused. */
	readonly refusedByBatch: number;
}

/** Many items, few requests. */
export interface BulkOperation<Payload = unknown> extends OperationBase {
	readonly shape: 'bulk';
	/** Before the first item is prepared: what must be known of all of them. It lets n8n breathe. */
	begin?(items: Items, bounded: Bounded): Promise<void>;
	/** Guards, and what must be known before the first call. With it, every item is prepared before one is sent. */
	before?(entries: ReadonlyArray<Entry<Payload>>, api: Api): Promise<void>;
	/** What one item sends. A stream of entries gets one verdict for all of them. */
	prepare(item: Item): Entry<Payload> | Array<Entry<Payload>> | AsyncIterable<Entry<Payload>>;
	/** What a row shows of Batch's answer. */
	answer?(body: unknown, platform: Platform | undefined): IDataObject;
	/** After the last call of a lane that Batch took a call of, such as waiting until it is applied. */
	settled?(lane: LaneSettling<Payload>, api: Api): Promise<Settled>;
}

export type Operation = ItemOperation | BulkOperation;

/** As its file writes it: where nothing is said of credentials, it uses Batch's, always. */
type Written<Kind extends OperationBase> = Omit<Kind, 'shape' | 'uses'> & Partial<Pick<Kind, 'uses'>>;

const batchAlways: Uses = { batch: {} };

/** An operation that makes calls for each item. */
export function item<Once = undefined>(operation: Written<ItemOperation<Once>>): ItemOperation {
	return { uses: batchAlways, ...operation, shape: 'item' } as ItemOperation;
}

/** An operation that puts many items into few calls. */
export function bulk<Payload>(operation: Written<BulkOperation<Payload>>): BulkOperation {
	return { uses: batchAlways, ...operation, shape: 'bulk' } as BulkOperation;
}

export interface Resource {
	readonly text: INodePropertyOptions & { readonly value: string };
	/** In the order of their names. */
	readonly operations: readonly Operation[];
	/** The one chosen when the resource is. */
	readonly defaultOperation: Operation;
}
