import type { INodeParameters } from 'n8n-workflow';

import { callApp, callProject } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/** An operation with parameters that are right, for rows whose `id` stands in what is sent. */
export interface Subject {
	readonly name: string;
	readonly parameters: INodeParameters;
	/** A part of the path of the call that does it. */
	readonly path: string;
	/** What may run twice without harm is sent again when an answer was lost (docs/promises.md). Of reads nothing is counted. */
	readonly kind: 'once' | 'repeatable' | 'read';
	/** Puts there what the operation is about. */
	seed?(sandbox: Sandbox, id: string): Promise<unknown>;
}

const named = (value: string, mode = 'name'): INodeParameters => ({ __rl: true, mode, value });
const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString();
const campaign = (): INodeParameters => ({ name: '={{ $json.id }}', title: 'The week', body: 'Five stories', schedule: 'time', startsAt: tomorrow(), targeting: 'everybody' });
const ios = { api: 'app', platforms: ['ios'] };
const catalog = { fields: [{ name: 'title', type: 'string' }] };
const newCatalog = async (sandbox: Sandbox, name: string) => await callProject(sandbox, 'catalogs/create', { name, ...catalog });
const newTable = async (sandbox: Sandbox, name: string) => await callApp(sandbox, '1.0', 'ios', `app-data/${name}`, {});
const newAudience = async (sandbox: Sandbox, name: string) => await callProject(sandbox, 'audiences/create', { name, type: 'custom_ids' });

const subject = (resource: string, operation: string, kind: Subject['kind'], path: string, parameters: INodeParameters, more: Partial<Subject> = {}): Subject => ({
	name: [resource, operation, parameters.api].filter((part) => part !== undefined).join(' '),
	parameters: { resource, operation, ...parameters },
	path,
	kind,
	...more,
});

/** Every kind of work the node does: what must not run twice, what may, and what only reads; in both families. */
export const subjects: readonly Subject[] = [
	subject('event', 'track', 'once', 'profiles/update', { api: 'project', customId: '={{ $json.id }}', eventName: 'order_paid' }),
	subject('event', 'track', 'once', 'events/users', { ...ios, customId: '={{ $json.id }}', eventName: 'order_paid' }),
	subject('push', 'send', 'once', 'transactional/send', { platforms: ['ios'], recipients: '={{ $json.id }}', groupId: 'renewal', body: 'Renew today' }),
	subject('push', 'sendFromTemplate', 'once', 'transactional/send', { platform: 'ios', template: named('sandbox-ios-007', 'id'), recipients: '={{ $json.id }}' }),
	subject('campaign', 'create', 'once', 'campaigns/create', { ...campaign(), api: 'project', channel: 'push', sendTo: ['ios'] }),
	subject('campaign', 'create', 'once', 'campaigns/create', { ...campaign(), ...ios, language: 'en' }),
	subject('inAppCampaign', 'create', 'once', 'in-app-campaigns/create', { platforms: ['ios'], name: '={{ $json.id }}', theme: 'my_theme', language: 'en', title: 'Hello', body: 'Nice to see you', targeting: 'everybody' }),
	subject('audience', 'create', 'once', 'audiences/create', { api: 'project', name: '={{ $json.id }}' }),
	subject('audience', 'create', 'once', 'custom-audience', { ...ios, idType: 'custom_ids', name: '={{ $json.id }}' }),
	subject('catalog', 'create', 'once', 'catalogs/create', { name: '={{ $json.id }}', fields: { field: [{ name: 'title', type: 'string' }] } }),
	subject('catalog', 'delete', 'once', 'catalogs', { catalog: named('={{ $json.id }}') }, { seed: newCatalog }),
	subject('appData', 'create', 'once', 'app-data', { platforms: ['ios'], name: '={{ $json.id }}' }),
	subject('appData', 'delete', 'once', 'app-data', { platforms: ['ios'], table: named('={{ $json.id }}') }, { seed: newTable }),
	subject('export', 'create', 'once', 'profiles/export', { api: 'project', exportType: 'attributes', attributes: '={{ $json.id }}' }),
	subject('privacyRequest', 'create', 'once', 'gdpr/request', { platforms: ['ios'], requestType: 'review', idType: 'custom_id', subjectId: '={{ $json.id }}' }, {
		seed: async ({ state }, id) => state.userData.ios.set(id, {}),
	}),
	subject('profile', 'upsert', 'repeatable', 'profiles/update', { customId: '={{ $json.id }}', attributesFrom: 'incoming', fieldsToLeaveOut: 'id' }),
	subject('profile', 'setAttributes', 'repeatable', 'data/users', { platforms: ['ios'], customId: '={{ $json.id }}', attributesFrom: 'incoming', fieldsToLeaveOut: 'id' }),
	subject('audience', 'updateMembers', 'repeatable', 'audiences/update', { api: 'project', memberId: '={{ $json.id }}', audience: named('readers') }, {
		seed: async (sandbox) => await newAudience(sandbox, 'readers'),
	}),
	subject('audience', 'replaceMembers', 'repeatable', 'audiences/replace', { api: 'project', memberId: '={{ $json.id }}', audience: named('readers'), options: { fewestMembers: '0' } }, {
		seed: async (sandbox) => await newAudience(sandbox, 'readers'),
	}),
	subject('catalog', 'editItems', 'repeatable', 'catalogs/items', { catalog: named('articles'), itemId: '={{ $json.id }}', attributesFrom: 'json', attributesJson: '{"title":"Spring"}' }, {
		seed: async (sandbox) => await newCatalog(sandbox, 'articles'),
	}),
	subject('appData', 'write', 'repeatable', 'app-data', { platforms: ['ios'], table: named('matches'), key: '={{ $json.id }}', value: '1' }, {
		seed: async (sandbox) => await newTable(sandbox, 'matches'),
	}),
	subject('audience', 'getAll', 'read', 'audiences/list', { api: 'project', returnAll: true }, { seed: newAudience }),
	subject('campaign', 'getAll', 'read', 'campaigns/list', { api: 'app', platform: 'ios', returnAll: true }),
	subject('segment', 'getAll', 'read', 'segments/list', { returnAll: true }),
	subject('catalog', 'getAll', 'read', 'catalogs/list', { returnAll: true }, { seed: newCatalog }),
	subject('rawRequest', 'send', 'read', 'segments/list', { path: 'segments/list' }),
];
