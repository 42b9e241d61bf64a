import type { INodeProperties } from 'n8n-workflow';
import { alphabetically } from '../../shared/words';

const refusedRowsOption: INodeProperties = {
	displayName: 'Refused Rows',
	name: 'refusedRows',
	type: 'options',
	default: 'report',
	options: [
		{
			name: 'Say So in the Row',
			value: 'report',
			description: 'Every row comes out with a status; those that did not go through say why',
		},
		{
			name: 'Stop the Workflow',
			value: 'stop',
			description: 'Ends with an error after all other rows were sent',
		},
	],
	description: 'What to do when some rows go through and others do not, unless On Error says to continue',
};

export const shareOption: INodeProperties = {
	displayName: 'Share of Rate Limit (%)',
	name: 'share',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: 100,
	description:
		'How much of the rate limit of Batch this node may use. Lower it when several n8n workers or other programs send to the same project at once.',
};

export const retryLostAnswersOption: INodeProperties = {
	displayName: 'Resend Unanswered Calls',
	name: 'retryLostAnswers',
	type: 'boolean',
	default: false,
	description:
		'Whether to repeat a call whose answer never came. It may then arrive twice; without it the row says that it may have been delivered.',
};

const includeInputOption: INodeProperties = {
	displayName: 'Include Input Fields',
	name: 'includeInput',
	type: 'boolean',
	default: false,
	description: 'Whether the fields of each input item come along, under “input”',
};

const previewOnlyOption: INodeProperties = {
	displayName: 'Preview Only',
	name: 'previewOnly',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether to send nothing, and to put out what would be sent. No credential is needed then; what must be read from Batch first is read where there is one.',
};

/** Options of an operation that reads. */
export function readOptions(own: INodeProperties[] = []): INodeProperties {
	return optionsField([...own, includeInputOption, refusedRowsOption]);
}

/**
 * Options of an operation that changes something at Batch.
 * @param refusedRows what holds where nobody chose
 */
export function writeOptions(own: INodeProperties[] = [], refusedRows: 'report' | 'stop' = 'report'): INodeProperties {
	const refused = refusedRows === 'stop' ? { ...refusedRowsOption, default: 'stop' } : refusedRowsOption;
	return optionsField([...own, includeInputOption, previewOnlyOption, refused]);
}

/** The collection at the end of an operation's fields, by the names of the options. */
function optionsField(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: options.toSorted((first, second) => alphabetically(first.displayName, second.displayName)),
	};
}
