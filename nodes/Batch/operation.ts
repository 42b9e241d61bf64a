import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import type { Lane } from '../shared/batch/bulk/sendAll';
import type { Entry } from '../shared/batch/bulk/plan';
import type { BatchRequest } from '../shared/batch/client/client';
import type { Violation } from '../shared/batch/violation';
import type { Row } from './row';

/** What the editor shows of an operation. */
interface OperationText extends INodePropertyOptions {
	readonly value: string;
	/** Verb and resource, as the node picker lists it. */
	readonly action: string;
	readonly description: string;
}

interface OperationBase {
	readonly text: OperationText;
	/** The operation's own fields; the resource and operation they belong to are added when the node is put together. */
	readonly fields: INodeProperties[];
}

/** A row that is not sent: broken rules, or the user's choice to leave it. */
export type NotSent =
	| { readonly kind: 'refuse'; readonly violations: readonly Violation[]; readonly shown: IDataObject }
	| { readonly kind: 'skip'; readonly reason: string; readonly shown: IDataObject };

/** One request an item. */
export interface CallOperation extends OperationBase {
	readonly shape: 'call';
	prepare(row: Row): NotSent | { readonly kind: 'send'; readonly request: BatchRequest };
	/** What the item's output holds, from Batch's answer. */
	output(body: unknown): IDataObject | IDataObject[];
}

/** An entry and the lane it goes on. */
export interface LaneEntry<Payload> extends Omit<Entry<Payload>, 'row'> {
	readonly lane: Lane<Payload>;
	/** The lane's name in the row's verdict, when a row goes on several: the platform. */
	readonly laneName?: string;
}

export type PreparedRow<Payload> =
	| NotSent
	| {
			readonly kind: 'send';
			readonly entries: ReadonlyArray<LaneEntry<Payload>>;
			/** What the verdict shows of the row besides its status. */
			readonly shown: IDataObject;
			/** Identity of the event for Send Once. */
			readonly onceKey?: string;
	  };

/** Many items, few requests. */
export interface BulkOperation<Payload> extends OperationBase {
	readonly shape: 'bulk';
	prepare(row: Row): PreparedRow<Payload>;
	/** Adds to the verdict of an accepted row what Batch's answer holds for it. */
	describeAnswer?(answer: unknown, laneName: string | undefined): IDataObject;
}

/** Makes the items of one input item, or says what went wrong with it. */
export type RunItem = (index: number) => Promise<INodeExecutionData[] | { readonly reason: string }>;

/** Sends nothing to Batch, and needs a credential of it at most to look something up. */
export interface LocalOperation extends OperationBase {
	readonly shape: 'local';
	/** Once a run. */
	begin(context: IExecuteFunctions): Promise<RunItem>;
}

export type Operation = CallOperation | BulkOperation<unknown> | LocalOperation;

export interface Resource {
	readonly text: INodePropertyOptions & { readonly value: string };
	/** In the order of their names. */
	readonly operations: readonly Operation[];
	/** The one chosen when the resource is. */
	readonly defaultOperation: Operation;
}
