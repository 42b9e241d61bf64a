import type { INodeProperties } from 'n8n-workflow';

import type { Waiting } from '../../shared/batch/client/api';
import { violation } from '../../shared/batch/violation';
import type { Item } from '../run/item';

interface WaitFieldsOptions {
	/** What is waited for, as it reads behind "Wait Until": Applied, Finished. */
	readonly until: 'Applied' | 'Finished';
	readonly isOn: boolean;
	readonly description: string;
	/** Seconds. */
	readonly atMost: number;
	readonly every: number;
}

/** Whether, how long and how often to ask what became of something that Batch does later. */
export function waitFields({ until, isOn, description, atMost, every }: WaitFieldsOptions): INodeProperties[] {
	const show = { show: { wait: [true] } };
	return [
		{
			displayName: `Wait Until ${until}`,
			name: 'wait',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description,
			...(isOn && { default: true }),
		},
		{
			displayName: 'Wait at Most (Seconds)',
			name: 'waitAtMost',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: atMost,
			description: 'When the time is up, the output says “pending” and what to go on with',
			displayOptions: show,
		},
		{
			displayName: 'Check Every (Seconds)',
			name: 'waitEvery',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: every,
			description: 'How often to ask Batch',
			displayOptions: show,
		},
	];
}

/** @returns undefined when nothing is to be waited for */
export function readWaiting(item: Item): Waiting | undefined {
	if (!item.flag('wait')) return undefined;
	return { everySeconds: readSeconds(item, 'waitEvery'), atMost: readSeconds(item, 'waitAtMost') };
}

function readSeconds(item: Item, name: string): number {
	const seconds = item.number(name);
	if (seconds !== undefined && seconds >= 1) return seconds;
	return item.refuse(violation(item.label(name), seconds ?? '', 'must be a number of seconds, at least 1'));
}
