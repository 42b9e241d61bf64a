import {
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IHookFunctions,
	type INodeCredentialTestResult,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { refuseObstacles } from '../shared/webhook/prepared/activation';
import { outputsByAnonymousEvents } from '../shared/webhook/prepared/items';
import { readSecret, secretObstacle, testSecret } from '../shared/webhook/prepared/secret';
import { triggerVersions } from '../shared/webhook/prepared/versions';
import { receive } from '../shared/webhook/receive';
import { filterFields } from './fields/filters';
import { optionFields } from './fields/options';
import { outputFields } from './fields/output';
import { setupFields } from './fields/setup';
import { readSettings, rowObstacles, settingsObstacles } from './readSettings';
import { credentialName, purchaselySteps, secretField, secretName } from './steps';

export class PurchaselyTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Purchasely Trigger',
		name: 'purchaselyTrigger',
		icon: { light: 'file:../../icons/purchasely.svg', dark: 'file:../../icons/purchasely.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		subtitle: '={{ $parameter["output"] === "prepared" ? "prepared for Batch" : "as received" }}',
		description: 'Starts the workflow on signed server events of Purchasely: purchases, renewals, offers',
		defaults: { name: 'Purchasely Trigger' },
		inputs: [],
		outputs: outputsByAnonymousEvents,
		credentials: [{ name: 'purchaselyWebhookApi', required: true, testedBy: 'purchaselySecretTest' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'webhook',
				responseMode: 'onReceived',
				responseData: 'noData',
			},
		],
		properties: [...setupFields, ...filterFields, ...outputFields, ...optionFields],
	};

	methods = {
		credentialTest: {
			/** Checks what can be seen here: there is no call to Purchasely that this secret opens. */
			async purchaselySecretTest(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return testSecret(credential.data?.[secretField], secretName, 'Only a call that Purchasely signed');
			},
		},
	};

	webhookMethods = {
		default: {
			/** Purchasely has no API for registering a webhook: "no" makes n8n ask `create` every time. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			/** Registers nothing, but keeps a trigger that could only fail from being activated. */
			async create(this: IHookFunctions): Promise<boolean> {
				await refuseObstacles(this, async () => {
					const secret = secretObstacle(await readSecret(this, credentialName, secretField), secretName);
					return [secret ?? [], settingsObstacles(readSettings(this)), rowObstacles(this)].flat();
				});
				return true;
			},
			/** The URL stays in the Purchasely Console until somebody takes it out there. */
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, purchaselySteps(this));
	}
}
