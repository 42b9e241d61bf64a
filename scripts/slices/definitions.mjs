/**
 * @typedef {object} Slice
 * @property {string} name of the package
 * @property {string} description
 * @property {string[]} nodes folders in nodes/
 * @property {string[]} credentials classes
 * @property {string[]} leftAway folders and files that are not there, though something that is there would offer them: a list
 *   in an index.ts is then without them
 * @property {string[]} tests folders and files; those that import what is not there are left out
 * @property {string[]} [otherTests] how the paths of those among them begin that are about what is not there
 * @property {string[]} docs
 * @property {string[]} keywords
 * @property {string} only what the whole package has on top
 */

/** @type {Slice[]} */
export const slices = [
	{
		name: 'n8n-nodes-batch-engagement',
		title: 'Batch',
		description: 'n8n nodes for Batch: profiles, events, push, campaigns, audiences, exports',
		nodes: ['Batch', 'BatchTrigger'],
		credentials: ['BatchApi', 'BatchWebhookApi'],
		leftAway: [
			...['ftp', 'gcs', 'http', 's3', 'sftp'].map((kind) => `nodes/shared/storage/kinds/${kind}.ts`),
			'nodes/shared/storage/web/lookUp/bySystem.ts',
			// It keeps the ids of a file in a temporary one, which verified nodes may not.
			'nodes/Batch/resources/audience/syncFromFile.operation.ts',
		],
		tests: ['test/unit/batch', 'test/unit/tabular', 'test/unit/webhook', 'test/nodes/batch', 'test/nodes/batchTrigger.test.ts'],
		otherTests: ['test/nodes/batch/exportFileParse', 'test/nodes/batch/audienceFile'],
		docs: ['docs/operations.md', 'docs/limits.md', 'docs/values.md', 'docs/send-once.md'],
		keywords: ['batch', 'push notifications', 'customer engagement'],
		only: 'Files come from the binary data of other nodes. Reading them from S3, SFTP, FTP, Google Cloud and web servers, the trigger that watches such storages, and Audience → Sync From File are in n8n-nodes-batch only, as are the triggers of Poool and Purchasely.',
	},
	{
		name: 'n8n-nodes-purchasely',
		title: 'Purchasely',
		description: 'n8n trigger for the signed server events of Purchasely: purchases, renewals, offers',
		nodes: ['PurchaselyTrigger'],
		credentials: ['PurchaselyWebhookApi'],
		leftAway: [],
		tests: ['test/unit/purchasely', 'test/unit/webhook', 'test/nodes/purchaselyTrigger.test.ts'],
		docs: ['docs/purchasely.md', 'docs/busy-sites.md'],
		keywords: ['purchasely', 'subscriptions', 'in-app purchase'],
		only: 'The node that sends the prepared events to Batch is in n8n-nodes-batch-engagement, and with everything else in n8n-nodes-batch.',
	},
	{
		name: 'n8n-nodes-poool',
		title: 'Poool',
		description: 'n8n trigger for what readers do at a Poool paywall, and for webhooks of Poool’s server',
		nodes: ['PooolTrigger'],
		credentials: ['PooolIdentityApi', 'PooolWebhookApi'],
		leftAway: [],
		tests: ['test/unit/poool', 'test/unit/webhook', 'test/nodes/poool.test.ts', 'test/nodes/poool.abuse.test.ts', 'test/nodes/poool.server.test.ts'],
		docs: ['docs/poool.md', 'docs/busy-sites.md'],
		keywords: ['poool', 'paywall'],
		only: 'The node that sends the prepared events to Batch is in n8n-nodes-batch-engagement, and with everything else in n8n-nodes-batch.',
	},
];
