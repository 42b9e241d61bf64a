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
	/** Puts there what the operation is about. @returns how Batch names it, where that is not the id */
	seed?(sandbox: Sandbox, id: string): Promise<unknown>;
	/** The file that a row brings along, by the id of the row. */
	file?(id: string): string;
}

type More = Pick<Subject, 'seed' | 'file'>;

const named = (value: string, mode = 'name'): INodeParameters => ({ __rl: true, mode, value });
const rowById = named('={{ $json.id }}', 'id');
const rowByName = named('={{ $json.id }}');
const day = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString();
/** As the app API writes times. */
const plain = (time: string): string => time.slice(0, 19);

const project = { api: 'project' };
const app = { api: 'app' };
const ios = { ...app, platforms: ['ios'] };
const oneIos = { ...app, platform: 'ios' };
const installations = { ...oneIos, idType: 'install_ids' };
const push = { title: 'The week', body: 'Five stories' };
const campaign = (): INodeParameters => ({ name: '={{ $json.id }}', ...push, schedule: 'time', startsAt: inDays(1), targeting: 'everybody' });
const ofProject = (): INodeParameters => ({ ...campaign(), ...project, channel: 'push', sendTo: ['ios'] });
const inApp = { name: '={{ $json.id }}', theme: 'my_theme', language: 'en', ...push, targeting: 'everybody' };

const newProjectCampaign = async (sandbox: Sandbox, name: string) => {
	const messages = [{ channel_type: 'push', platform_type: ['ios'], ...push }];
	return (await callProject(sandbox, 'campaigns/create', { name, state: 'DRAFT', when: { start_time: inDays(1) }, messages })).json.id as string;
};
const newAppCampaign = async (sandbox: Sandbox, name: string) => {
	const fields = { name, live: false, push_time: plain(inDays(1)), messages: [{ language: 'en', ...push }] };
	return (await callApp(sandbox, '1.1', 'ios', 'campaigns/create', fields)).json.campaign_token as string;
};
const newInAppCampaign = async (sandbox: Sandbox, name: string) => {
	const fields = { name, live: false, start_date: 'now', trigger: { when: 'NEXT_SESSION' }, landing: { theme: 'my_theme', contents: [{ language: 'en', ...push }] } };
	return (await callApp(sandbox, '1.1', 'ios', 'in-app-campaigns/create', fields)).json.campaign_token as string;
};
const newCatalog = async (sandbox: Sandbox, name: string) => void (await callProject(sandbox, 'catalogs/create', { name, fields: [{ name: 'title', type: 'string' }] }));
const newTable = async (sandbox: Sandbox, name: string) => void (await callApp(sandbox, '1.0', 'ios', `app-data/${name}`, {}));
const newAudience = async (sandbox: Sandbox, name: string) => void (await callProject(sandbox, 'audiences/create', { name, type: 'custom_ids' }));
const newAppAudience = async (sandbox: Sandbox, name: string) => void (await callApp(sandbox, '1.0', 'ios', `custom-audience/${name}`, { type: 'custom_ids' }));
const newInstallationAudience = async (sandbox: Sandbox, name: string) => void (await callApp(sandbox, '1.1', 'ios', `custom-audience/${name}`, {}));
const newExport = async (sandbox: Sandbox, name: string) =>
	(await callProject(sandbox, 'profiles/export', { export_type: 'ATTRIBUTES', attributes: [name], identifiers: ['custom_id'] })).json.id as string;
const newAppExport = async (sandbox: Sandbox) => {
	const request = { from: plain(inDays(-3)), to: 'now', events: ['push_sent'], ids: ['custom_id'] };
	return (await callApp(sandbox, '1.0', 'ios', 'export/campaign/sandbox-ios-001/ids', request)).json.id as string;
};
const newReader = async ({ state }: Sandbox, id: string) => await Promise.resolve(void state.userData.ios.set(id, {}));
const newPrivacyRequest = async (sandbox: Sandbox, id: string) => {
	await newReader(sandbox, id);
	return (await callApp(sandbox, '1.0', 'ios', 'gdpr/request', { request_type: 'review', id: { type: 'custom_id', value: id } })).json.token as string;
};

/** One thing that all rows are about. */
const ofAll = (seed: (sandbox: Sandbox, name: string) => Promise<unknown>, name: string): More => ({ seed: async (sandbox) => void (await seed(sandbox, name)) });

const subject = (resource: string, operation: string, kind: Subject['kind'], path: string, parameters: INodeParameters, more: More = {}): Subject => ({
	name: [resource, operation, parameters.api, parameters.idType, parameters.method].filter((part) => part !== undefined).join(' '),
	parameters: { resource, operation, ...parameters },
	path,
	kind,
	...more,
});

const members = { memberId: '={{ $json.id }}', audience: named('readers') };
const replaced = { ...members, options: { fewestMembers: '0' } };
const listOfOne = (id: string): string => `custom_id\n${id}\n`;
const synced = { audience: rowByName, header: 'yes', idColumn: 'custom_id', options: { fewestMembers: '0' } };
const privacy = { platforms: ['ios'], requestType: 'review', idType: 'custom_id', subjectId: '={{ $json.id }}' };
const attributes = { attributesFrom: 'incoming', fieldsToLeaveOut: 'id' };
const exported = { exportType: 'attributes', attributes: '={{ $json.id }}' };
const exportedOfApp = { ...oneIos, campaign: rowById, from: inDays(-3) };
const downloaded = { export: rowById, output: 'binary' };
const pushNamed = (id: string): string => `event,timestamp,custom_user_id,campaign_token\npush_sent,2026-03-01T10:00:00Z,${id},sandbox-ios-002\n`;

/** All that the node does, in both families. */
export const subjects: readonly Subject[] = [
	subject('appData', 'create', 'once', 'app-data', { platforms: ['ios'], name: '={{ $json.id }}' }),
	subject('appData', 'delete', 'once', 'app-data', { platforms: ['ios'], table: rowByName }, { seed: newTable }),
	subject('appData', 'getAll', 'read', 'app-data', { platform: 'ios', returnAll: true }, { seed: newTable }),
	subject('appData', 'write', 'repeatable', 'app-data', { platforms: ['ios'], table: named('matches'), key: '={{ $json.id }}', value: '1' }, ofAll(newTable, 'matches')),

	subject('audience', 'create', 'once', 'audiences/create', { ...project, name: '={{ $json.id }}' }),
	subject('audience', 'create', 'once', 'custom-audience', { ...ios, idType: 'custom_ids', name: '={{ $json.id }}' }),
	subject('audience', 'delete', 'once', 'audiences/remove', { ...project, audience: rowByName }, { seed: newAudience }),
	subject('audience', 'delete', 'once', 'custom-audience', { ...oneIos, idType: 'custom_ids', audience: rowByName }, { seed: newAppAudience }),
	subject('audience', 'get', 'read', 'audiences/view', { ...project, audience: rowByName }, { seed: newAudience }),
	subject('audience', 'get', 'read', 'custom-audience', { ...oneIos, idType: 'custom_ids', audience: rowByName }, { seed: newAppAudience }),
	subject('audience', 'getAll', 'read', 'audiences/list', { ...project, returnAll: true }, { seed: newAudience }),
	subject('audience', 'getAll', 'read', 'custom-audience', { ...oneIos, idType: 'custom_ids', returnAll: true }),
	subject('audience', 'replaceMembers', 'repeatable', 'audiences/replace', { ...project, ...replaced }, ofAll(newAudience, 'readers')),
	subject('audience', 'replaceMembers', 'repeatable', 'custom-audience', { ...installations, ...replaced }, ofAll(newInstallationAudience, 'readers')),
	subject('audience', 'syncFromFile', 'repeatable', 'audiences/replace', { ...project, ...synced }, { seed: newAudience, file: listOfOne }),
	subject('audience', 'syncFromFile', 'repeatable', 'custom-audience', { ...installations, ...synced }, { seed: newInstallationAudience, file: listOfOne }),
	subject('audience', 'updateMembers', 'repeatable', 'audiences/update', { ...project, ...members }, ofAll(newAudience, 'readers')),
	subject('audience', 'updateMembers', 'repeatable', 'custom-audience', { ...ios, idType: 'custom_ids', ...members }, ofAll(newAppAudience, 'readers')),

	subject('campaign', 'create', 'once', 'campaigns/create', ofProject()),
	subject('campaign', 'create', 'once', 'campaigns/create', { ...campaign(), ...ios, language: 'en' }),
	subject('campaign', 'delete', 'once', 'campaigns/delete', { ...project, campaign: rowById }, { seed: newProjectCampaign }),
	subject('campaign', 'delete', 'once', 'campaigns/delete', { ...oneIos, campaign: rowById }, { seed: newAppCampaign }),
	subject('campaign', 'get', 'read', 'orchestrations/view', { ...project, campaign: rowById }, { seed: newProjectCampaign }),
	subject('campaign', 'get', 'read', 'campaigns/', { ...oneIos, campaign: rowById }, { seed: newAppCampaign }),
	subject('campaign', 'getAll', 'read', 'orchestrations/list', { ...project, returnAll: true }),
	subject('campaign', 'getAll', 'read', 'campaigns/list', { ...oneIos, returnAll: true }),
	subject('campaign', 'getStatistics', 'read', 'orchestrations/stats', { ...project, campaign: rowById }, { seed: newProjectCampaign }),
	subject('campaign', 'getStatistics', 'read', 'campaigns/stats', { ...oneIos, campaign: rowById }, { seed: newAppCampaign }),
	subject('campaign', 'start', 'once', 'campaigns/update', { ...ofProject(), campaignFrom: 'fields', campaign: rowById }, { seed: newProjectCampaign }),
	subject('campaign', 'start', 'once', 'campaigns/update', { ...oneIos, campaign: rowById, schedule: 'stored', targeting: 'everybody' }, { seed: newAppCampaign }),
	subject('campaign', 'stop', 'repeatable', 'campaigns/update', { ...ofProject(), campaignFrom: 'fields', campaign: rowById }, { seed: newProjectCampaign }),
	subject('campaign', 'stop', 'repeatable', 'campaigns/update', { ...oneIos, campaign: rowById }, { seed: newAppCampaign }),
	subject('campaign', 'update', 'repeatable', 'campaigns/update', { ...ofProject(), campaign: rowById, state: 'draft' }, { seed: newProjectCampaign }),
	subject('campaign', 'update', 'repeatable', 'campaigns/update', { ...oneIos, campaign: rowById, name: 'Renamed' }, { seed: newAppCampaign }),

	subject('catalog', 'create', 'once', 'catalogs/create', { name: '={{ $json.id }}', fields: { field: [{ name: 'title', type: 'string' }] } }),
	subject('catalog', 'delete', 'once', 'catalogs', { catalog: rowByName }, { seed: newCatalog }),
	subject('catalog', 'editItems', 'repeatable', 'catalogs/items', { catalog: named('articles'), itemId: '={{ $json.id }}', attributesFrom: 'json', attributesJson: '{"title":"Spring"}' }, ofAll(newCatalog, 'articles')),
	subject('catalog', 'get', 'read', 'catalogs/view', { catalog: rowByName }, { seed: newCatalog }),
	subject('catalog', 'getAll', 'read', 'catalogs/list', { returnAll: true }, { seed: newCatalog }),
	subject('catalog', 'update', 'once', 'catalogs/update', { catalog: rowByName, fields: { field: [{ name: 'price', type: 'float' }] } }, { seed: newCatalog }),

	subject('event', 'track', 'once', 'profiles/update', { ...project, customId: '={{ $json.id }}', eventName: 'order_paid' }),
	subject('event', 'track', 'once', 'events/users', { ...ios, customId: '={{ $json.id }}', eventName: 'order_paid' }),

	subject('export', 'create', 'once', 'profiles/export', { ...project, ...exported }),
	subject('export', 'create', 'once', 'export/campaign', exportedOfApp, { seed: newAppCampaign }),
	subject('export', 'createAndWait', 'once', 'profiles/export', { ...project, ...exported, waitEvery: 1, download: 'binary' }),
	subject('export', 'createAndWait', 'once', 'export/campaign', { ...exportedOfApp, waitEvery: 1, download: 'binary' }, { seed: newAppCampaign }),
	subject('export', 'download', 'read', 'exports/view', { ...project, ...downloaded }, { seed: newExport }),
	subject('export', 'download', 'read', 'export/request', { ...oneIos, ...downloaded }, { seed: newAppExport }),
	subject('export', 'get', 'read', 'exports/view', { ...project, export: rowById }, { seed: newExport }),
	subject('export', 'get', 'read', 'export/request', { ...oneIos, export: rowById }, { seed: newAppExport }),
	subject('export', 'getAll', 'read', 'exports/list', { ...project, returnAll: true }, { seed: newExport }),
	subject('export', 'getAll', 'read', 'export/requests', { ...oneIos, returnAll: true }, { seed: newAppExport }),
	subject('exportFile', 'parse', 'read', 'campaigns/', { campaignNames: true }, { file: pushNamed }),

	subject('inAppCampaign', 'create', 'once', 'in-app-campaigns/create', { ...inApp, platforms: ['ios'] }),
	subject('inAppCampaign', 'delete', 'once', 'in-app-campaigns/delete', { platform: 'ios', campaign: rowById }, { seed: newInAppCampaign }),
	subject('inAppCampaign', 'get', 'read', 'in-app-campaigns/', { platform: 'ios', campaign: rowById }, { seed: newInAppCampaign }),
	subject('inAppCampaign', 'getAll', 'read', 'in-app-campaigns/list', { platform: 'ios', returnAll: true }),
	subject('inAppCampaign', 'start', 'once', 'in-app-campaigns/update', { platform: 'ios', campaign: rowById, targeting: 'everybody' }, { seed: newInAppCampaign }),
	subject('inAppCampaign', 'stop', 'repeatable', 'in-app-campaigns/update', { platform: 'ios', campaign: rowById }, { seed: newInAppCampaign }),
	subject('inAppCampaign', 'update', 'repeatable', 'in-app-campaigns/update', { platform: 'ios', campaign: rowById, name: 'Renamed' }, { seed: newInAppCampaign }),

	subject('privacyRequest', 'create', 'once', 'gdpr/request', privacy, { seed: newReader }),
	subject('privacyRequest', 'createAndWait', 'once', 'gdpr/request', { ...privacy, waitEvery: 1 }, { seed: newReader }),
	subject('privacyRequest', 'get', 'read', 'gdpr/request', { platform: 'ios', requestId: '={{ $json.id }}' }, { seed: newPrivacyRequest }),
	subject('privacyRequest', 'getAll', 'read', 'gdpr/requests', { platform: 'ios', returnAll: true }, { seed: newPrivacyRequest }),

	subject('profile', 'delete', 'repeatable', 'data/users', { platforms: ['ios'], customId: '={{ $json.id }}' }, { seed: newReader }),
	subject('profile', 'setAttributes', 'repeatable', 'data/users', { platforms: ['ios'], customId: '={{ $json.id }}', ...attributes }),
	subject('profile', 'upsert', 'repeatable', 'profiles/update', { customId: '={{ $json.id }}', ...attributes }),

	subject('push', 'getStatistics', 'read', 'transactional/stats', { platform: 'ios', groupId: '={{ $json.id }}', from: inDays(-3), to: inDays(1) }, {
		seed: async (sandbox, id) => void (await callApp(sandbox, '1.1', 'ios', 'transactional/send', { group_id: id, recipients: { custom_ids: [id] }, message: push })),
	}),
	subject('push', 'send', 'once', 'transactional/send', { platforms: ['ios'], recipients: '={{ $json.id }}', groupId: 'renewal', body: 'Renew today' }),
	subject('push', 'sendFromTemplate', 'once', 'transactional/send', { platform: 'ios', template: named('sandbox-ios-007', 'id'), recipients: '={{ $json.id }}' }),

	subject('rawRequest', 'send', 'read', 'segments/list', { path: 'segments/list' }),
	subject('rawRequest', 'send', 'once', 'profiles/export', { method: 'POST', path: 'profiles/export', body: '={{ { export_type: "ATTRIBUTES", attributes: [$json.id], identifiers: ["custom_id"] } }}' }),
	subject('segment', 'getAll', 'read', 'segments/list', { returnAll: true }),
];
