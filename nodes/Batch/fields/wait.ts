import type { INodeProperties } from 'n8n-workflow';

import type { Waiting } from '../../shared/batch/client/api';
import { violation } from '../../shared/batch/violation';
import type { Item } from '../run/item';

interface WaitFieldsOptions {
	readonly isOn: boolean;
	readonly description: string;
	/** Seconds. */
	readonly atMost: number;
	readonly every: number;
}

/** How long and how often to ask, where waiting is what the operation is for. Both in seconds. */
export function waitingFields({ atMost, every }: Pick<WaitFieldsOptions, 'atMost' | 'every'>): INodeProperties[] {
	return [
		{
			displayName: 'Wait at Most (Seconds)',
			name: 'waitAtMost',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: atMost,
			description: 'When the time is up, the output says “pending” and what to go on with',
		},
		{
			displayName: 'Check Every (Seconds)',
			name: 'waitEvery',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: every,
			description: 'How often to ask Batch',
		},
	];
}

/** Whether, how long and how often to ask what became of something that Batch does later. */
export function waitFields({ isOn, description, atMost, every }: WaitFieldsOptions): INodeProperties[] {
	const displayOptions = { show: { wait: [true] } };
	return [
		{
			displayName: 'Wait Until Applied',
			name: 'wait',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description,
			...(isOn && { default: true }),
		},
		...waitingFields({ atMost, every }).map((field) => ({ ...field, displayOptions })),
	];
}

/** Which change an operation tells of that gets something whose changes Batch applies later. */
export const indexingTokenOption: INodeProperties = {
	displayName: 'Indexing Token',
	name: 'indexing',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.indexingToken }}',
	description: 'The change to tell of, as it came out when it was made. Without it, the latest.',
};

/** @returns undefined where the latest change is meant */
export function readIndexingToken(item: Item): string | undefined {
	const token = item.has('options.indexing') ? item.text('options.indexing') : '';
	return token === '' ? undefined : token;
}

/** @returns undefined when nothing is to be waited for */
export function readWaiting(item: Item): Waiting | undefined {
	return item.flag('wait') ? readWaitingTimes(item) : undefined;
}

export function readWaitingTimes(item: Item): Waiting {
	return { everySeconds: readSeconds(item, 'waitEvery'), atMost: readSeconds(item, 'waitAtMost') };
}

function readSeconds(item: Item, name: string): number {
	const seconds = item.number(name);
	if (seconds !== undefined && seconds >= 1) return seconds;
	return item.refuse(violation(item.label(name), seconds ?? '', 'must be a number of seconds, at least 1'));
}
