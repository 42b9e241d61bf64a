import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { executeNode } from '../harness/execute.ts';

const rows = Array.from({ length: 12 }, (_unused, index) => ({ id: `reader-${index}`, plan: 'gold' }));
const audience = { __rl: true, mode: 'name', value: 'vip' };
const ofApp = { customId: '={{ $json.id }}', platforms: ['ios'] };

/** A preview shows the beginning of a call of many elements: without their number it would pass for all of them. */
it.each<[string, INodeParameters]>([
	['Profile → Create or Update', { resource: 'profile', operation: 'upsert', customId: '={{ $json.id }}', attributesFrom: 'incoming' }],
	['Profile → Set Attributes', { resource: 'profile', operation: 'setAttributes', ...ofApp, attributesFrom: 'incoming' }],
	['Profile → Delete', { resource: 'profile', operation: 'delete', ...ofApp }],
	['Event → Track, of a project', { resource: 'event', operation: 'track', api: 'project', customId: '={{ $json.id }}', eventName: 'read' }],
	['Event → Track, of an app', { resource: 'event', operation: 'track', api: 'app', ...ofApp, eventName: 'read' }],
	['Push → Send', { resource: 'push', operation: 'send', recipientKind: 'custom_ids', recipients: '={{ $json.id }}', platforms: ['ios'], groupId: 'news', body: 'Hello' }],
	['Audience → Update Members', { resource: 'audience', operation: 'updateMembers', api: 'project', audience, memberId: '={{ $json.id }}' }],
	['Catalog → Edit Items', { resource: 'catalog', operation: 'editItems', catalog: { ...audience }, itemId: '={{ $json.id }}', attributesFrom: 'incoming' }],
	['App Data → Write', { resource: 'appData', operation: 'write', platforms: ['ios'], table: { ...audience }, key: '={{ $json.id }}', value: 'x' }],
])('says of how many elements the call would be: %s', async (_words, parameters) => {
	const { items, error } = await executeNode({ parameters: { ...parameters, options: { previewOnly: true } }, items: rows, credentials: {} });
	expect(error).toBeUndefined();
	expect((items[0].json.preview as IDataObject[]).map(({ elements }) => elements)).toEqual([12]);
});
