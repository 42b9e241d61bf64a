import type { INodeProperties } from 'n8n-workflow';

/** Beside the options and not among them: the editor shows a credential by a field of the node alone. */
export const campaignNamesField: INodeProperties = {
	displayName: 'Campaign Names',
	name: 'campaignNames',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether to look up the name and the labels of each campaign in Batch, and to add them to its rows or to the summary. This needs the Batch API credential.',
};
