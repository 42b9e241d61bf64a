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
import { testSecret } from '../shared/webhook/prepared/secret';
import { triggerVersions } from '../shared/webhook/prepared/versions';
import { receive } from '../shared/webhook/receive';
import { identitySecret, secretName, webhookSecret } from './credentialNames';
import { obstaclesOf } from './obstacles';
import { pageSteps } from './page/pageSteps';
import { serveBridge } from './page/serveBridge';
import { readReceive, triggerFields } from './parameters';
import { securedSteps, submissionSteps } from './server/serverSteps';

export class PooolTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Poool Trigger',
		name: 'pooolTrigger',
		icon: { light: 'file:../../icons/poool.svg', dark: 'file:../../icons/poool.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		subtitle:
			'={{ ({ page: "paywall events", submission: "newsletter and forms", secured: "Subscribe and Connect" })[$parameter["receive"]] }}',
		description: 'Starts the workflow on what readers do at a Poool paywall, and on webhooks of Poool’s server',
		defaults: { name: 'Poool Trigger' },
		inputs: [],
		outputs: outputsByAnonymousEvents,
		credentials: [
			{
				name: 'pooolIdentityApi',
				required: true,
				testedBy: 'pooolSecretTest',
				displayOptions: { show: { receive: ['page'], userVerification: ['anonymous', 'refuse'] } },
			},
			{
				name: 'pooolWebhookApi',
				required: true,
				testedBy: 'pooolSecretTest',
				displayOptions: { show: { receive: ['secured'], verification: ['hmac', 'header'] } },
			},
		],
		webhooks: [
			{
				name: 'setup',
				httpMethod: 'GET',
				path: 'bridge.js',
				ndvHideUrl: '={{ $parameter["receive"] !== "page" }}',
			},
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'events',
				responseMode: 'onReceived',
				// Empty: n8n then answers with what the node gives.
				responseData: '',
				ndvHideUrl: '={{ $parameter["receive"] === "page" }}',
			},
		],
		properties: triggerFields,
	};

	methods = {
		credentialTest: {
			/** Checks what can be seen here: there is no call to Poool that the secret opens. */
			async pooolSecretTest(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const secret = credential.data?.[identitySecret.field] ?? credential.data?.[webhookSecret.field];
				return testSecret(secret, secretName, 'Only a signed call');
			},
		},
	};

	webhookMethods = {
		default: {
			/** Poool has no API for registering a webhook: "no" makes n8n ask `create` every time. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			/** Registers nothing, but keeps a trigger that could only fail from being activated. */
			async create(this: IHookFunctions): Promise<boolean> {
				await refuseObstacles(this, async () => await obstaclesOf(this));
				return true;
			},
			/** The tag stays in the page, and the URL in Poool's dashboard, until somebody takes it out there. */
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		if (this.getWebhookName() === 'setup') return serveBridge(this);
		const mode = readReceive(this);
		if (mode === 'page') return await receive(this, pageSteps(this));
		return await receive(this, mode === 'submission' ? submissionSteps(this) : securedSteps(this));
	}
}
