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
import { receive } from '../shared/webhook/receive';
import { credentialName } from './rememberedSecret';
import { readWebhookSecret, webhookSecretObstacles } from './secret';
import { settingsObstacles, triggerFields } from './settings';
import { batchSteps } from './steps';
import { tokenSteps } from './tokenSteps';

export class BatchTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Batch Trigger',
		name: 'batchTrigger',
		icon: { light: 'file:../../icons/batch.svg', dark: 'file:../../icons/batch.dark.svg' },
		group: ['trigger'],
		// Of version 1, n8n evaluates an expression of its own on every call, forged ones included (n8n-ecosystem.md §10).
		version: 2,
		subtitle: '={{ ({ universalChannel: "Universal Channel step", webhooks: "webhooks" })[$parameter["receive"]] }}',
		description: 'Starts the workflow when Batch calls it: from a Universal Channel step of an automation, or by a webhook',
		defaults: { name: 'Batch Trigger' },
		inputs: [],
		outputs: outputsByAnonymousEvents,
		credentials: [{ name: 'batchWebhookApi', required: true, testedBy: 'batchSecretTest' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'webhook',
				responseMode: 'onReceived',
				responseData: 'noData',
			},
			{
				name: 'setup',
				httpMethod: 'POST',
				path: 'token',
				ndvHideUrl: '={{ $parameter["receive"] !== "webhooks" }}',
			},
		],
		properties: triggerFields,
	};

	methods = {
		credentialTest: {
			/** Checks what can be seen here: there is no call to Batch that this secret opens. */
			async batchSecretTest(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const obstacles = webhookSecretObstacles(readWebhookSecret(credential.data ?? {}));
				if (obstacles.length > 0) return { status: 'Error', message: obstacles.join(' ') };
				return { status: 'OK', message: 'The secret is set. Only a call of Batch can show that it is the right one.' };
			},
		},
	};

	webhookMethods = {
		default: {
			/** Batch has no API for registering a webhook: "no" makes n8n ask `create` every time. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			/** Registers nothing, but keeps a trigger that could only fail from being activated. */
			async create(this: IHookFunctions): Promise<boolean> {
				await refuseObstacles(this, async () => [
					...webhookSecretObstacles(readWebhookSecret(await this.getCredentials(credentialName))),
					...settingsObstacles(this),
				]);
				return true;
			},
			/** The URL stays in the automation, or at Batch, until somebody takes it out there. */
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		if (this.getWebhookName() === 'setup') return await receive(this, tokenSteps(this));
		return await receive(this, batchSteps(this));
	}
}
