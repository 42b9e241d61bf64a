import { expect } from 'vitest';
import { callProject } from '../sandbox/calls.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Fixture } from '../servers/support/fixture.ts';
import type { databaseOfTests } from './database.ts';
import { soon } from './editor.ts';
import type { Answers, CredentialKind, Newcomer } from './newcomer.ts';

/** What is there before somebody comes. */
export interface Stage {
	readonly newcomer: Newcomer;
	readonly sandbox: Sandbox;
	readonly sftp: Fixture;
	readonly s3: Fixture;
	readonly database: ReturnType<typeof databaseOfTests>;
	/** Calls the open trigger of Purchasely as the command in docs/purchasely.md does, with another event. */
	sendPurchasely(address: string, event: string): Promise<void>;
}

/** An example, walked by somebody who reads its notes. */
export interface Scenario {
	/** Its file in examples/, without the ending. */
	readonly example: string;
	readonly before?: (stage: Stage) => Promise<void>;
	/** Of each node the credentials it asks for, in the order of its form. */
	readonly credentials: Readonly<Record<string, readonly CredentialKind[]>>;
	/** Of each node what the notes say is to be filled in. */
	readonly fields?: Readonly<Record<string, Answers>>;
	/** Sets it off and sees what comes out. */
	readonly walk: (stage: Stage) => Promise<void>;
	readonly needsDatabase?: true;
}

const bodiesTo = ({ state }: Sandbox, ending: string) => state.requests.filter(({ path }) => path.endsWith(ending)).map(({ body }) => body);

const pushRows = (events: string[]) =>
	['event,timestamp,custom_user_id,campaign_token', ...events.map((event) => `${event},2026-03-01T10:00:00Z,reader,sandbox-ios-002`), ''].join('\n');

export const scenarios: readonly Scenario[] = [
	{
		example: 'campaign-from-segment',
		credentials: { 'Draft a Campaign': ['batch'] },
		async walk({ newcomer, sandbox }) {
			await newcomer.submitForm('What to Say', { Title: 'We missed you', Text: 'Five stories of the week', Link: 'https://www.example.com/week' });
			await expect.poll(() => bodiesTo(sandbox, 'campaigns/create').length, soon).toBe(3);
			expect(bodiesTo(sandbox, 'campaigns/create')[0]).toMatchObject({ live: false, targeting: { segments: ['DORMANT'] } });
		},
	},
	{
		example: 'privacy-request-from-form',
		credentials: { 'Ask Batch': ['batch'] },
		async walk({ newcomer, sandbox }) {
			await newcomer.submitForm('Privacy Request', { 'User ID': 'reader-42', Request: 'Review' });
			await expect.poll(() => bodiesTo(sandbox, 'gdpr/request').length, soon).toBe(3);
			expect(bodiesTo(sandbox, 'gdpr/request')[0]).toMatchObject({ request_type: 'review', id: { value: 'reader-42' } });
		},
	},
	{
		example: 'ai-drafts-a-campaign',
		credentials: { 'Chat Model': ['model'], 'Earlier Campaigns': ['batch'], 'Make the Draft': ['batch'] },
		async walk({ newcomer, sandbox }) {
			const before = bodiesTo(sandbox, 'campaigns/create').length;
			await newcomer.submitForm('What Is It About', { Topic: 'The best of the week' }, { Decision: 'Make the draft' });
			await expect.poll(() => bodiesTo(sandbox, 'campaigns/create').length, soon).toBe(before + 1);
			expect(bodiesTo(sandbox, 'campaigns/create').at(-1)).toMatchObject({ state: 'DRAFT' });
		},
	},
	{
		example: 'purchasely-billing-issue',
		credentials: { 'Purchasely Trigger': ['purchasely'], 'Send Push': ['batch'] },
		fields: { 'Send Push': { 'App Scheme': 'news' } },
		async walk({ newcomer, sandbox, sendPurchasely }) {
			await sendPurchasely(await newcomer.publishAndCopyUrl('Purchasely Trigger'), 'GRACE_PERIOD_STARTED');
			await expect.poll(() => bodiesTo(sandbox, 'transactional/send').at(-1), soon).toMatchObject({ deeplink: 'news://ply/update_billing' });
		},
	},
	{
		example: 'purchasely-trial-to-audience',
		async before({ sandbox }) {
			await callProject(sandbox, 'audiences/create', { name: 'trial_readers', type: 'custom_ids' });
		},
		credentials: { 'Purchasely Trigger': ['purchasely'], 'Update Audience': ['batch'], 'Draft a Campaign': ['batch'] },
		async walk({ newcomer, sandbox, sendPurchasely }) {
			await sendPurchasely(await newcomer.publishAndCopyUrl('Purchasely Trigger'), 'TRIAL_STARTED');
			await expect.poll(() => bodiesTo(sandbox, 'audiences/update').at(-1), soon).toMatchObject({ name: 'trial_readers', ids: [{ action: 'add', id: 'reader-42' }] });
			await newcomer.runStepOf('Draft a Campaign', 'accepted');
		},
	},
	{
		example: 'audience-from-s3-to-campaign-draft',
		before: async ({ s3 }) => await s3.shelf.write('audiences/news_fr_2026-03-01.csv', 'custom_id;since\nreader-1;2026\nreader-2;2025\n'),
		credentials: { 'Batch File Trigger': ['s3'], 'Sync Audience': ['batch', 's3'], 'Create Draft': ['batch'] },
		async walk({ newcomer, sandbox }) {
			await newcomer.runStepOf('Create Draft', 'accepted');
			expect(bodiesTo(sandbox, 'campaigns/create').at(-1)).toMatchObject({ state: 'DRAFT', name: expect.stringContaining('news_fr') });
			await expect.poll(() => [...(sandbox.state.audiences.get('news_fr')?.members.keys() ?? [])].toSorted(), soon).toEqual(['reader-1', 'reader-2']);
		},
	},
	{
		example: 'customer-file-to-profiles',
		async before({ sftp }) {
			await sftp.shelf.makeFolder('customers');
			await sftp.shelf.write('customers/crm.csv', 'custom_id;plan;since\ncustomer-1;gold;2026-03-01\ncustomer-2;silver;2026-04-01\n');
		},
		credentials: { 'Batch File Trigger': ['sftp'], 'Update Profiles': ['batch'] },
		async walk({ newcomer, sandbox }) {
			await newcomer.runStepOf('Update Profiles', 'accepted');
			expect(sandbox.state.profiles.get('customer-2')?.attributes).toMatchObject({ plan: 'silver' });
		},
	},
	{
		example: 'batch-exports-to-report',
		async before({ sftp }) {
			await sftp.shelf.makeFolder('exports');
			await sftp.shelf.write('exports/shop_push_2026-03-02.csv', pushRows(['push_sent', 'push_sent']));
		},
		credentials: { 'Batch File Trigger': ['sftp', 'batch'] },
		walk: async ({ newcomer }) => await newcomer.runStepOf('One Line a Campaign', /Weekend reads 2/),
	},
	{
		example: 'push-export-to-postgresql',
		needsDatabase: true,
		async before({ sftp }) {
			await sftp.shelf.makeFolder('exports');
			await sftp.shelf.write('exports/shop_push_2026-03-01.csv', pushRows(['push_sent', 'push_sent', 'push_opened']));
		},
		credentials: { 'Batch File Trigger': ['sftp', 'batch'], 'Store Rows': ['database'], 'Figures of Each Campaign': ['database'] },
		async walk({ newcomer, database }) {
			await newcomer.runStepOf('Store Rows', /success/);
			await expect.poll(async () => await database.query('SELECT DISTINCT event FROM batch_push_events ORDER BY event'), soon).toEqual(['push_opened', 'push_sent']);
			await newcomer.editor.page.goto(await newcomer.publishAndCopyUrl('Report Page', 'GET'));
			await newcomer.editor.page.getByText('Weekend reads 2').waitFor();
			await newcomer.editor.pictures('report-page');
		},
	},
	{
		example: 'optin-export-to-database',
		needsDatabase: true,
		async before({ sftp }) {
			await sftp.shelf.makeFolder('exports');
			const rows = ['reader-1,0b9a7a52-50f3-4f3e-8a1f-0d9b7f1c2a33,true', ',5ca811b6-46e9-4847-9381-3911bd5fcd7b,false'];
			await sftp.shelf.write('exports/shop_optin_2026-03-01.csv', ['custom_user_id,advertising_id,optin', ...rows, ''].join('\n'));
		},
		credentials: { 'Batch File Trigger': ['sftp'], 'Store Rows': ['database'] },
		async walk({ newcomer, database }) {
			await newcomer.runStepOf('Store Rows', /success/);
			await expect.poll(async () => await database.query('SELECT custom_id, opt_in FROM batch_opt_ins ORDER BY custom_id'), soon).toEqual(['|false', 'reader-1|true']);
		},
	},
];
